"""Many new responses at once, by COPY: into the very tables that single answers go to."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from struct import Struct
from typing import Final

from extramile.core.copying import next_ids
from extramile.responses.operations import binary
from extramile.responses.operations.incoming import Incoming
from extramile.responses.operations.placing import Placed
from extramile.responses.submission import Value

RESPONSE: Final = (
    "id responded_at changed_at completed_at unit_id questionnaire_id version_id channel language"
    " kind_of_work day score has_words attributes"
)
ANSWER: Final = "response_id responded_at question number words choices"
CREDIT: Final = "response_id responded_at employee_id team_id share"
CHANGE: Final = (
    "response_id responded_at unit_id employees day questionnaire_id channel is_new is_removed"
    " after_score before_ticks after_ticks"
)
IMPORTED: Final = "source_id external_id response_id responded_at fingerprint customer_key"
# How each row begins: the number of its fields, and those whose length is known.
_RESPONSE, _ANSWER, _CREDIT = Struct("!hiqiqiqiqiqiqiq"), Struct("!hiqiq"), Struct("!hiqiqiqiq")
_CHANGE, _IMPORTED, _IMPORTED_END = Struct("!hiqiqiq"), Struct("!hiq"), Struct("!iqiqi")
_BIGINT: Final = Struct("!iq")
_NEW: Final = binary.boolean(True) + binary.boolean(False)
_NO_TEXTS: Final = binary.texts(())
_NO_WORDS: Final = binary.text("")
_NO_ATTRIBUTES: Final = binary.jsonb("{}")

Numbered = tuple[int, int, Placed]  # the response's id, its moment as PostgreSQL counts, and the rest


def copy_in(source_id: int, placed: Sequence[Placed], *, now: datetime) -> None:
    """In the caller's transaction."""
    if not placed:
        return
    moments = [binary.moment(one.responded_at) for one in placed]
    rows = list(zip(next_ids("responses_response_id_seq", len(placed)), moments, placed, strict=True))
    binary.copy("responses_response", RESPONSE, _responses(rows, now=now))
    binary.copy("responses_answer", ANSWER, _answers(rows))
    binary.copy("responses_credit", CREDIT, _credits(rows))
    binary.copy("responses_responsechange", CHANGE, _changes(rows))
    binary.copy("responses_importedresponse", IMPORTED, _imported(rows, source_id))


def _responses(rows: Sequence[Numbered], *, now: datetime) -> Iterator[bytes]:
    changed_at, pack, known_text = binary.moment(now), _RESPONSE.pack, binary.known_text
    for number, at, one in rows:
        incoming, asked, submission = one.incoming, one.incoming.asked, one.incoming.submission
        start = pack(
            *(14, 8, number, 8, at, 8, changed_at, 8, at, 8, one.unit),
            *(8, asked.questionnaire_id, 8, asked.version_id),
        )
        yield (
            start
            + known_text(incoming.channel)
            + known_text(incoming.language)
            + known_text(incoming.kind_of_work)
            + binary.day(one.day)
            + binary.smallint(submission.score)
            + binary.boolean(submission.has_words)
            + _attributes(incoming)
        )


def _attributes(incoming: Incoming) -> bytes:
    return binary.jsonb(json.dumps(incoming.attributes)) if incoming.attributes else _NO_ATTRIBUTES


def _answers(rows: Sequence[Numbered]) -> Iterator[bytes]:
    pack = _ANSWER.pack
    for number, at, one in rows:
        start = pack(6, 8, number, 8, at)
        for question, value in one.incoming.submission.answers.items():
            yield start + _answer(question, value)


def _answer(question: str, value: Value) -> bytes:
    """What `submission.as_rows` says, in bytes."""
    if isinstance(value, str):
        return binary.known_text(question) + binary.NULL + binary.text(value) + binary.NULL
    if isinstance(value, list):
        return binary.known_text(question) + binary.NULL + _NO_WORDS + binary.texts(value)
    return _numbered(question, int(value))


@lru_cache(maxsize=1000)
def _numbered(question: str, value: int) -> bytes:
    return binary.text(question) + binary.smallint(value) + _NO_WORDS + binary.NULL


def _credits(rows: Sequence[Numbered]) -> Iterator[bytes]:
    pack, share_of = _CREDIT.pack, binary.share
    for number, at, one in rows:
        for employee, team, share in one.credits:
            yield pack(5, 8, number, 8, at, 8, employee, 8, team) + share_of(share)


def _changes(rows: Sequence[Numbered]) -> Iterator[bytes]:
    pack, bigint = _CHANGE.pack, _BIGINT.pack
    for number, at, one in rows:
        incoming, submission = one.incoming, one.incoming.submission
        yield (
            pack(12, 8, number, 8, at, 8, one.unit)
            + binary.bigints([credit[0] for credit in one.credits])
            + binary.day(one.day)
            + bigint(8, incoming.asked.questionnaire_id)
            + binary.known_text(incoming.channel)
            + _NEW
            + binary.smallint(submission.score)
            + _NO_TEXTS
            + (binary.texts(submission.ticks) if submission.ticks else _NO_TEXTS)
        )


def _imported(rows: Sequence[Numbered], source_id: int) -> Iterator[bytes]:
    start, pack, text = _IMPORTED.pack(6, 8, source_id), _IMPORTED_END.pack, binary.text
    for number, at, one in rows:
        external_id, customer = text(one.incoming.external_id), one.incoming.customer_key
        whose = binary.bytes_of(customer) if customer else binary.NULL
        yield start + external_id + pack(8, number, 8, at, 16) + one.fingerprint + whose
