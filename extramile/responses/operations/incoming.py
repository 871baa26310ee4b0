"""A response as others kept it, from a file or a program: typed, checked, but not yet given a place."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
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
NOTHING: Final = frozenset({"na", "n/a", "nan", "null", "none", "#n/a", "-"})  # what programs write for it
WHOLE: Final = re.compile(r"-?[0-9]{1,9}(?:[.,]0+)?")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which questionnaire the answers are to."""

    questionnaire_id: int
    version_id: int


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


def fingerprint(incoming: Incoming, *, dated: bool = True) -> bytes:
    """The same for the same content; tells nothing without our key."""
    content = "\x1f".join(
        (
            incoming.responded_at.isoformat() if dated else "",
            incoming.unit,
            ";".join(f"{name}:{share.normalize()}" for name, share in incoming.employees),
            incoming.kind_of_work,
            incoming.language,
            json.dumps(incoming.submission.answers, sort_keys=True),
            json.dumps(incoming.attributes, sort_keys=True) if incoming.attributes else "",
        )
    )
    return blake2b(content.encode("utf-8", "replace"), digest_size=16, key=_key()).digest()


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


@dataclass(slots=True)
class Reader:
    """Makes `Incoming` of typed rows; looks its questionnaires up when first needed."""

    now: datetime
    everywhere: str  # the unit of rows that name neither unit nor employee
    _nps: Asked | None = None
    _rating: Asked | None = None

    def read(self, row: Row) -> Incoming:
        values = row.values
        answers, asked, attributes = self._answers(row)
        comment = values.get("comment", "")
        if comment and comment.casefold() not in NOTHING - {"none"}:
            answers["why"] = comment[:LONGEST_WORDS]
        if not answers:
            raise RowProblem("score", "", "missing", row=row.number)
        incoming = Incoming(
            row=row.number,
            external_id=values.get("external_id", ""),
            asked=asked,
            submission=Submission(answers, {}, answers.get("nps"), ()),  # type: ignore[arg-type]
            responded_at=self._moment(row),
            unit=self._unit(values),
            employees=((values["employee"], Decimal(1)),) if "employee" in values else (),
            kind_of_work=values.get("kind_of_work", ""),
            language=values.get("language", ""),
            attributes=attributes,
        )
        if not incoming.external_id:
            incoming.external_id = _own_number(incoming, dated="responded_at" in values)
        return incoming

    def _answers(self, row: Row) -> tuple[dict[str, Value], Asked, Mapping[str, Any]]:
        score, rating = _number(row, "score", range(11)), _number(row, "rating", range(1, 6))
        if score is not None:
            attributes = dict(row.attributes)
            if rating is not None:  # kept, not dropped: the response has one score
                attributes["rating"] = {"type": "number", "value": rating}
            return {"nps": score}, self._asked_nps(), attributes
        if rating is not None:
            return {"rating": rating}, self._asked_rating(), row.attributes
        return {}, self._asked_nps(), row.attributes

    def _asked_nps(self) -> Asked:
        self._nps = self._nps or asked_nps(self.now)
        return self._nps

    def _asked_rating(self) -> Asked:
        self._rating = self._rating or asked_rating(self.now)
        return self._rating

    def _moment(self, row: Row) -> datetime:
        moment: datetime = row.values.get("responded_at") or self.now
        if moment.year < EARLIEST:
            raise RowProblem("responded_at", moment.date().isoformat(), "date_range", row=row.number)
        return moment

    def _unit(self, values: Mapping[str, Any]) -> str:
        named = "/".join(values[key] for key in ("unit", "service") if key in values)
        return named or ("" if "employee" in values else self.everywhere)


def _number(row: Row, key: str, scale: range) -> int | None:
    """A score as untidy as it comes: 9, "9", "9.0"; nothing, or "NA", where there is none."""
    raw = row.values.get(key)
    if raw is None or isinstance(raw, int):
        number = raw
    elif raw.casefold() in NOTHING:
        return None
    elif not WHOLE.fullmatch(raw):
        raise RowProblem(key, raw[:200], "integer", row=row.number)
    else:
        number = int(float(raw.replace(",", ".")))
    if number is not None and number not in scale:
        parameters = {"low": scale[0], "high": scale[-1]}
        raise RowProblem(key, str(number), "off_the_scale", parameters, row=row.number)
    return number


def _own_number(incoming: Incoming, *, dated: bool) -> str:
    """Of a row without one: its place and its content. The same file again is the same responses."""
    return f"row {incoming.row} {fingerprint(incoming, dated=dated).hex()}"
