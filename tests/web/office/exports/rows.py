from extramile.exports.models import ExportFormat, ExportKind
from extramile.exports.operations import ask
from extramile.exports.queries import What
from extramile.responses.queries.export import Filters
from tests.cast import Cast, user_of
from tests.monitor.facts import answered
from tests.web.permissions import GET, POST, Row, only

TAKES_OUT = ("insights_owner",)
KEEPS_PEOPLE = ("hr", "administrator")


def answers(cast: Cast) -> dict[str, int]:
    answered(cast.team, cast.sanne, now=cast.now, score=10, words="Kind.")
    return {}


def asked_by_ines(cast: Cast) -> dict[str, int]:
    what = What(ExportKind.RESPONSES, Filters())
    return {"pk": ask(what, ExportFormat.CSV, actor=user_of(cast.ines), now=cast.now)[0].pk}


CSV = {"responses-format": "csv"}
ROWS = [
    Row("office:exports", GET, only(*TAKES_OUT, *KEEPS_PEOPLE)),
    Row("office:export-responses", POST, only(*TAKES_OUT, status=422), data=CSV),
    Row("office:export-responses", POST, only(*TAKES_OUT), args=answers, data=CSV),
    Row("office:export-jobs", POST, only(*TAKES_OUT, status=422)),
    Row("office:export-progress", GET, only(*TAKES_OUT), args=asked_by_ines),
    Row("office:export-file", GET, only(*TAKES_OUT, status=404), args=asked_by_ines),
    Row("office:export-stop", POST, only(*TAKES_OUT, status=302), args=asked_by_ines),
    Row("office:export-remove", POST, only(*TAKES_OUT, status=302), args=asked_by_ines),
    Row("office:export-people", POST, only(*KEEPS_PEOPLE)),
    Row("office:export-units", POST, only(*KEEPS_PEOPLE)),
]
