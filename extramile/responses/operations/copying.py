"""Many new responses at once, by COPY: into the very tables that single answers go to."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from struct import Struct
from typing import Final

from extramile.core.copying import next_ids
from extramile.responses import binary
from extramile.responses.operations.placing import Credits, Placed
from extramile.responses.pieces import numbered, repeated
from extramile.responses.submission import Value

# Each row begins with its response's number and moment, made once for all the tables.
KEY: Final = "response_id responded_at"
RESPONSE: Final = (
    "id responded_at changed_at completed_at unit_id questionnaire_id version_id day channel language"
    " kind_of_work score has_words attributes"
)
ANSWER: Final = f"{KEY} question number words choices"
CREDIT: Final = f"{KEY} employee_id team_id share"
CHANGE: Final = (
    f"{KEY} unit_id day questionnaire_id channel is_new is_removed after_score before_ticks after_ticks"
    " employees"
)
IMPORTED: Final = f"{KEY} source_id fingerprint external_id customer_key"
_KEY, _CREDIT = Struct("!iqiq"), Struct("!iqiq")
_RESPONSE, _CHANGE = Struct("!iqiqiqiqiqii"), Struct("!iqiiiq")
_IMPORTED: Final = Struct("!iqi")
_COUNT: Final = Struct("!h")  # of the fields of a row
_NEW: Final = binary.boolean(True) + binary.boolean(False)
_NO_TEXTS: Final = binary.texts(())
_NO_WORDS: Final = binary.text("")
_NO_ATTRIBUTES: Final = binary.jsonb("{}")

Keyed = tuple[bytes, int, Placed]  # the key, the moment as PostgreSQL counts, and the rest


def copy_in(source_id: int, placed: Sequence[Placed], *, now: datetime) -> None:
    """In the caller's transaction."""
    if not placed:
        return
    moments = [binary.moment(one.responded_at) for one in placed]
    numbers = next_ids("responses_response_id_seq", len(placed))
    keys = [_KEY.pack(8, number, 8, at) for number, at in zip(numbers, moments, strict=True)]
    rows = list(zip(keys, moments, placed, strict=True))
    binary.copy("responses_response", RESPONSE, _responses(rows, now=now))
    binary.copy("responses_answer", ANSWER, _answers(rows))
    binary.copy("responses_credit", CREDIT, _credits(rows))
    binary.copy("responses_responsechange", CHANGE, _changes(rows))
    binary.copy("responses_importedresponse", IMPORTED, _imported(rows, source_id))


def _responses(rows: Sequence[Keyed], *, now: datetime) -> Iterator[bytes]:
    start, changed_at, pack = _COUNT.pack(14), binary.moment(now), _RESPONSE.pack
    for key, at, one in rows:
        incoming, asked, submission = one.incoming, one.incoming.asked, one.incoming.submission
        yield (
            start
            + key
            + pack(
                *(8, changed_at, 8, at, 8, one.unit, 8, asked.questionnaire_id, 8, asked.version_id),
                *(4, binary.day_number(one.day)),
            )
            + repeated(
                incoming.channel,
                incoming.language,
                incoming.kind_of_work,
                submission.score,
                submission.has_words,
            )
            + (binary.jsonb(json.dumps(incoming.attributes)) if incoming.attributes else _NO_ATTRIBUTES)
        )


def _answers(rows: Sequence[Keyed]) -> Iterator[bytes]:
    start = _COUNT.pack(6)
    for key, _, one in rows:
        for question, value in one.incoming.submission.answers.items():
            yield start + key + _answer(question, value)


def _answer(question: str, value: Value) -> bytes:
    """What `submission.as_rows` says, in bytes."""
    if isinstance(value, str):
        return binary.known_text(question) + binary.NULL + binary.text(value) + binary.NULL
    if isinstance(value, list):
        return binary.known_text(question) + binary.NULL + _NO_WORDS + binary.texts(value)
    return numbered(question, int(value))


def _credits(rows: Sequence[Keyed]) -> Iterator[bytes]:
    start = _COUNT.pack(5)
    for key, _, one in rows:
        for credited in one.credits:
            yield start + key + credit(*credited)


@lru_cache(maxsize=10_000)
def credit(employee: int, team: int, share: str) -> bytes:
    return _CREDIT.pack(8, employee, 8, team) + binary.share(share)


def _changes(rows: Sequence[Keyed]) -> Iterator[bytes]:
    start, pack = _COUNT.pack(12), _CHANGE.pack
    for key, _, one in rows:
        incoming, submission = one.incoming, one.incoming.submission
        yield (
            start
            + key
            + pack(8, one.unit, 4, binary.day_number(one.day), 8, incoming.asked.questionnaire_id)
            + became(incoming.channel, submission.score, submission.ticks)
            + employees(one.credits)
        )


@lru_cache(maxsize=10_000)
def became(channel: str, score: int | None, ticks: tuple[str, ...]) -> bytes:
    return binary.text(channel) + _NEW + binary.smallint(score) + _NO_TEXTS + binary.texts(ticks)


@lru_cache(maxsize=10_000)
def employees(credited: Credits) -> bytes:
    return binary.bigints([one[0] for one in credited])


def _imported(rows: Sequence[Keyed], source_id: int) -> Iterator[bytes]:
    start, source, text = _COUNT.pack(6), _IMPORTED.pack(8, source_id, 16), binary.text
    for key, _, one in rows:
        external_id, customer = text(one.incoming.external_id), one.incoming.customer_key
        whose = binary.bytes_of(customer) if customer else binary.NULL
        yield start + key + source + one.fingerprint + external_id + whose
