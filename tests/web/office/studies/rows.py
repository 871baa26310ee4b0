from typing import Any

from extramile.evidence.operations import ask_for_run
from tests.cast import Cast
from tests.evidence import made
from tests.web.permissions import GET, POST, Row, only

STATES = ("insights_owner",)
READS = ("insights_owner", "board_reader", "hr")


def a_draft(cast: Cast) -> dict[str, Any]:
    return {"public_id": made.draft(cast.now)}


def a_study(cast: Cast) -> dict[str, Any]:
    study = made.frozen(cast.now)
    made.done(study, cast.now)
    made.done(study, cast.now, subjects=("clarity", "energy", "tools"))
    return {"public_id": study}


def a_run(cast: Cast) -> dict[str, Any]:
    return {"run_id": made.done(made.frozen(cast.now), cast.now)}


def a_waiting_run(cast: Cast) -> dict[str, Any]:
    return {"run_id": ask_for_run(made.frozen(cast.now), actor=None, now=cast.now)}


def written(_cast: Cast) -> dict[str, Any]:
    return {
        "question": "Do customers follow?",
        "exposure": "enps",
        "outcome": "nps",
        "smallest_effect": "1",
        "from_day": "1",
        "days": "60",
        "until_next_wave": "on",
        "lag": "0",
        "least": "3",
        "least_answers": "10",
    }


ROWS = [
    Row("office:studies", GET, only(*READS)),
    Row("office:study-new", GET, only(*STATES)),
    Row("office:study-new", POST, only(*STATES, status=422)),
    Row("office:study-new", POST, only(*STATES, status=302), data=written),
    Row("office:study", GET, only(*READS), args=a_study),
    Row("office:study", GET, only(*STATES), args=a_draft),
    Row("office:study-change", GET, only(*STATES), args=a_draft),
    Row("office:study-change", POST, only(*STATES, status=302), args=a_draft, data=written),
    Row("office:study-freeze", POST, only(*STATES, status=302), args=a_draft),
    Row("office:study-discard", POST, only(*STATES, status=302), args=a_draft),
    Row("office:study-retire", POST, only(*STATES, status=302), args=a_study),
    Row("office:study-run", POST, only(*STATES, status=302), args=a_study),
    Row("office:study-again", POST, only(*STATES, status=302), args=a_run),
    Row("office:study-progress", GET, only(*READS), args=a_waiting_run),
    Row("office:study-read-then", GET, only(*READS), args=a_run),
    Row("office:study-bundle", GET, only(*READS), args=a_run),
]
