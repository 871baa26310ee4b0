"""Who may open which page of reports to the board. What is there is made for a row; else it is nowhere."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from extramile.board.models import Quote, Report
from extramile.board.operations import deliver, finalise, make, make_due, remark
from extramile.board.queries import remarks_of
from tests.cast import Cast, user_of
from tests.web.permissions import GET, POST, Row, everybody, only

NOWHERE = UUID("00000000-0000-4000-8000-000000000000")
READ = ("insights_owner", "board_reader")


def _draft(cast: Cast) -> Report:
    since, until = cast.today - timedelta(days=60), cast.today - timedelta(days=1)
    report, is_new = make(since=since, until=until, actor=user_of(cast.ines), now=cast.now)
    if is_new:
        make_due(cast.now)
    return report


def _final(cast: Cast) -> Report:
    """Delivered to Sanne by name, who reads no reports otherwise."""
    report = _draft(cast)
    finalise(report, actor=user_of(cast.ines), now=cast.now)
    deliver(report, to=[user_of(cast.sanne)], actor=user_of(cast.ines), now=cast.now)
    return report


def draft(cast: Cast, **more: Any) -> Mapping[str, Any]:
    return {"report": _draft(cast).public_id, **more}


def final(cast: Cast, **more: Any) -> Mapping[str, Any]:
    return {"report": _final(cast).public_id, **more}


def quoted(cast: Cast) -> Mapping[str, Any]:
    report = _draft(cast)
    Quote.objects.create(
        report=report,
        number=90,
        response_id=1,
        responded_at=cast.now,
        words="Kind.",
        said_on=cast.today,
        group="promoter",
        is_shown=True,
    )
    return {"report": report.public_id, "number": 90}


def remarked(cast: Cast) -> Mapping[str, Any]:
    report = _draft(cast)
    remark(report, part="answer", words="Read this.", actor=user_of(cast.ines), now=cast.now)
    return {"report": report.public_id, "number": remarks_of(report.public_id)[0].number}


english = partial(draft, language="en")
final_english = partial(final, language="en")
nowhere = {"report": NOWHERE}
written = only("insights_owner", status=302)

ROWS = [
    Row("board:reports", GET, only(*READ)),
    Row("board:report-new", GET, only("insights_owner")),
    Row("board:report-new", POST, only("insights_owner", status=422)),
    Row("board:report", GET, written, args=draft),
    Row("board:report", GET, only(*READ, "sanne", status=302), args=final),
    Row("board:report", GET, everybody(404), args=lambda _cast: nowhere),
    Row("board:report-in", GET, only("insights_owner"), args=english),
    Row("board:report-in", GET, only(*READ, "sanne"), args=final_english),
    Row("board:report-in", GET, everybody(404), args=partial(final, language="fr")),
    Row("board:report-paper", GET, only("insights_owner"), args=english),
    Row("board:report-paper", GET, only(*READ, "sanne"), args=final_english),
    Row("board:report-state", GET, only("insights_owner"), args=draft),
    Row("board:report-anew", POST, written, args=draft),
    Row("board:report-remark", POST, written, args=draft, data={"part": "answer", "words": "Look."}),
    Row("board:report-remark-back", POST, written, args=remarked),
    Row("board:report-words-out", POST, written, args=quoted, data={"why": "A name."}),
    Row("board:report-words-back", POST, written, args=quoted),
    Row("board:report-final", POST, written, args=draft),
    Row("board:report-deliver", POST, written, args=final, data={"address": "boris@ruitmeesters.example"}),
    Row(
        "board:report-handed",
        POST,
        written,
        args=final,
        data={"name": "A. de Wit", "way": "paper", "handed_on": "2026-03-02"},
    ),
    Row("board:report-handed-back", POST, written, args=partial(final, number=1)),
    Row("board:report-withdraw", POST, written, args=final, data={"why": "A mistake."}),
]
