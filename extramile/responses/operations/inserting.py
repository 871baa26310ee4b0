"""New responses by one statement: for the web, whose role meets row-level security, where COPY may not."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from extramile.core.prepared import fetch_one
from extramile.responses.operations.placing import Placed
from extramile.responses.submission import as_rows

# One statement, kept in the database: see migration 0007. Rows are as `_row` makes them.
INSERT: Final = "SELECT responses_add(%(source)s::bigint, %(now)s::timestamptz, %(rows)s::jsonb)"


def insert(source_id: int, placed: Sequence[Placed], *, now: datetime) -> int:
    """How many were new; one that is known by its number already is left as it is."""
    rows = json.dumps([_row(one) for one in placed])
    found = fetch_one(INSERT, {"rows": rows, "source": source_id, "now": now})
    return int(found[0]) if found else 0


def _row(one: Placed) -> dict[str, Any]:
    incoming, submission = one.incoming, one.incoming.submission
    return {
        "external_id": incoming.external_id,
        "at": one.responded_at.isoformat(),
        "fingerprint": one.fingerprint.hex(),
        "unit": one.unit,
        "questionnaire": incoming.asked.questionnaire_id,
        "version": incoming.asked.version_id,
        "channel": incoming.channel,
        "language": incoming.language,
        "kind_of_work": incoming.kind_of_work,
        "day": one.day.isoformat(),
        "score": submission.score,
        "has_words": submission.has_words,
        "attributes": incoming.attributes,
        "answers": as_rows(submission.answers),
        "credits": [
            {"employee": employee, "team": team, "share": share} for employee, team, share in one.credits
        ],
        "employees": [credit[0] for credit in one.credits],
        "ticks": submission.ticks,
        "customer": incoming.customer_key.hex(),
    }
