"""A response as others kept it, from a file or a program: typed, checked, but not yet given a place."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from json.encoder import encode_basestring_ascii
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from extramile.core.tables import Row, RowProblem
from extramile.intake.rows import JobRow
from extramile.questionnaires.definition import LONGEST_WORDS
from extramile.questionnaires.models import Questionnaire
from extramile.questionnaires.operations import create, publish, ship_default
from extramile.questionnaires.queries import newest_published
from extramile.responses.submission import Submission, Value

RATING_SLUG: Final = "recommend-1-to-5"
EARLIEST: Final = 2000
UNREADABLE: Final = -(2**40)  # no number that WHOLE lets through
NOTHING: Final = frozenset({"na", "n/a", "nan", "null", "none", "#n/a", "-"})  # what programs write for it
NO_COMMENT: Final = NOTHING - {"none"}  # a customer may well have said that
LONGEST_NOTHING: Final = max(map(len, NO_COMMENT))
WHOLE: Final = re.compile(r"-?[0-9]{1,9}(?:[.,]0+)?")
ALL: Final = Decimal(1)
UNDATED: Final = datetime(9999, 12, 31, tzinfo=UTC)  # of a row that does not say when


@dataclass(frozen=True, slots=True)
class Asked:
    """Which questionnaire the answers are to."""

    questionnaire_id: int
    version_id: int


UNKNOWN: Final = Asked(0, 0)


@dataclass(slots=True)
class Incoming:
    """`responded_at` without a zone is read in the source's zone, else in the unit's."""

    row: int
    external_id: str
    asked: Asked
    submission: Submission
    responded_at: datetime
    unit: str = ""
    employees: tuple[tuple[str, Decimal], ...] = ()
    kind_of_work: str = ""
    language: str = ""
    channel: str = "import"
    attributes: Mapping[str, Any] = field(default_factory=dict)
    mark: bytes = b""  # its fingerprint, where that is known already

    def as_job(self) -> JobRow:
        """What `intake` needs to know to say where it belongs."""
        return JobRow(
            external_id=self.external_id,
            finished_at=self.responded_at,
            unit=self.unit,
            employees=self.employees,
            row=self.row,
        )


@lru_cache(maxsize=1)
def _key() -> bytes:
    return blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"response").digest()


def fingerprint(incoming: Incoming) -> bytes:
    """The same for the same content; tells nothing without our key. It is stored: never change its recipe."""
    dated = "" if incoming.responded_at is UNDATED else incoming.responded_at.isoformat()
    workers = ";".join(
        [f"{name}:{'1' if share is ALL else share.normalize()}" for name, share in incoming.employees]
    )
    attributes = json.dumps(incoming.attributes, sort_keys=True) if incoming.attributes else ""
    content = (
        f"{dated}\x1f{incoming.unit}\x1f{workers}\x1f{incoming.kind_of_work}\x1f{incoming.language}\x1f"
        f"{_as_json(incoming.submission.answers)}\x1f{attributes}"
    )
    return blake2b(content.encode("utf-8", "replace"), digest_size=16, key=_key()).digest()


def _as_json(answers: Mapping[str, Value]) -> str:
    """As `json.dumps` with sorted keys writes it, of which making an encoder is the dearest part."""
    parts = []
    for key in sorted(answers):
        value = answers[key]
        text = encode_basestring_ascii(value) if type(value) is str else _number_text(value)
        parts.append(f"{_key_text(key)}: {text}")
    return "{" + ", ".join(parts) + "}"


def _number_text(value: Value) -> str:
    return str(value) if type(value) is int else json.dumps(value)


_key_text = lru_cache(maxsize=1000)(encode_basestring_ascii)


def asked_nps(now: datetime) -> Asked:
    """Scores 0 to 10 count with those of the questionnaire that is asked here."""
    return _newest(ship_default(now))


def asked_rating(now: datetime) -> Asked:
    """Recommend-scores 1 to 5 are a rating, never an NPS."""
    found = Questionnaire.objects.filter(slug=RATING_SLUG).first()
    if found is None:
        raw = json.loads((Path(__file__).parent.parent / "imported.json").read_text(encoding="utf-8"))
        found = create(
            slug=RATING_SLUG, name="Would you recommend us? (1 to 5)", definition=raw, actor=None, now=now
        )
        publish(found, actor=None, now=now)
    return _newest(found)


def _newest(questionnaire: Questionnaire) -> Asked:
    return Asked(questionnaire.pk, newest_published(questionnaire.pk).pk)


def read_row(row: Row) -> Incoming:
    """What one row of a file says; raises RowProblem. Asks nothing of the database, so that a reading thread
    may do it: `settle` adds what only the database knows.
    """
    values = row.values
    answers, attributes = _answers(row)
    score = answers.get("nps")
    comment = values.get("comment", "")
    if comment and (len(comment) > LONGEST_NOTHING or comment.casefold() not in NO_COMMENT):
        answers["why"] = comment[:LONGEST_WORDS]
    if not answers:
        raise RowProblem("score", "", "missing", row=row.number)
    employee = values.get("employee")
    incoming = Incoming(
        row.number,
        values.get("external_id", ""),
        UNKNOWN,
        Submission(answers, {}, score, ()),  # type: ignore[arg-type]
        _moment(row),
        _unit(values),
        ((employee, ALL),) if employee else (),
        values.get("kind_of_work", ""),
        values.get("language", ""),
        attributes=attributes,
    )
    if incoming.unit or employee:
        _sign(incoming)
    return incoming


def _answers(row: Row) -> tuple[dict[str, Value], Mapping[str, Any]]:
    values = row.values
    score = _number(row, "score", range(11)) if "score" in values else None
    rating = _number(row, "rating", range(1, 6)) if "rating" in values else None
    if score is None:
        return {} if rating is None else {"rating": rating}, row.attributes
    if rating is None:
        return {"nps": score}, row.attributes
    # Kept, not dropped: the response has one score.
    return {"nps": score}, {**row.attributes, "rating": {"type": "number", "value": rating}}


def _moment(row: Row) -> datetime:
    moment: datetime = row.values.get("responded_at") or UNDATED
    if moment.year < EARLIEST:
        raise RowProblem("responded_at", moment.date().isoformat(), "date_range", row=row.number)
    return moment


def _unit(values: Mapping[str, Any]) -> str:
    unit: str = values.get("unit", "")
    if "service" in values:
        return f"{unit}/{values['service']}" if unit else str(values["service"])
    return unit


def _sign(incoming: Incoming) -> None:
    """Of a row without a number: its place and its content. The same file again is the same responses."""
    incoming.mark = fingerprint(incoming)
    if not incoming.external_id:
        incoming.external_id = f"row {incoming.row} {incoming.mark.hex()}"


def settle(incoming: Iterable[Incoming], *, now: datetime, everywhere: str) -> None:
    """What rows of a file leave open: the questionnaire, the unit of those that name no place, the moment."""
    nps = rating = UNKNOWN
    for one in incoming:
        if "rating" in one.submission.answers:
            one.asked = rating = rating if rating is not UNKNOWN else asked_rating(now)
        else:
            one.asked = nps = nps if nps is not UNKNOWN else asked_nps(now)
        if not one.mark:
            one.unit = everywhere
            _sign(one)
        if one.responded_at is UNDATED:
            one.responded_at = now


def _number(row: Row, key: str, scale: range) -> int | None:
    """A score as untidy as it comes: 9, "9", "9.0"; nothing, or "NA", where there is none."""
    raw = row.values[key]
    number = raw if isinstance(raw, int) else _whole(raw)
    if number == UNREADABLE:
        raise RowProblem(key, raw[:200], "integer", row=row.number)
    if number is not None and number not in scale:
        parameters = {"low": scale[0], "high": scale[-1]}
        raise RowProblem(key, str(number), "off_the_scale", parameters, row=row.number)
    return number


@lru_cache(maxsize=1000)
def _whole(raw: str) -> int | None:
    if raw.casefold() in NOTHING:
        return None
    return int(float(raw.replace(",", "."))) if WHOLE.fullmatch(raw) else UNREADABLE
