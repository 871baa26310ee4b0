from tests.cast import Cast
from tests.monitor.facts import answered
from tests.web.permissions import GET, POST, Row, only

TAKES_OUT = ("insights_owner",)
KEEPS_PEOPLE = ("hr", "administrator")


def answers(cast: Cast) -> dict[str, int]:
    answered(cast.team, cast.sanne, now=cast.now, score=10, words="Kind.")
    return {}


CSV = {"responses-format": "csv"}
ROWS = [
    Row("office:exports", GET, only(*TAKES_OUT, *KEEPS_PEOPLE)),
    Row("office:export-responses", POST, only(*TAKES_OUT, status=422), data=CSV),
    Row("office:export-responses", POST, only(*TAKES_OUT), args=answers, data=CSV),
    Row("office:export-jobs", POST, only(*TAKES_OUT, status=422)),
    Row("office:export-people", POST, only(*KEEPS_PEOPLE)),
    Row("office:export-units", POST, only(*KEEPS_PEOPLE)),
]
