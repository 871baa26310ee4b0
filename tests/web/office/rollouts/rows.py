from typing import Any

from tests.cast import Cast
from tests.web.office.rollouts import made
from tests.web.permissions import GET, POST, Row, only

STATE = ("insights_owner",)


def a_plan(cast: Cast) -> dict[str, Any]:
    return {"public_id": made.planned(cast.west, cast.now)}


def lots(cast: Cast) -> dict[str, Any]:
    return {"public_id": made.drawn(cast.west, cast.now)}


ROWS = [
    Row("office:rollouts", GET, only(*STATE)),
    Row("office:rollout-new", GET, only(*STATE)),
    Row("office:rollout-new", POST, only(*STATE, status=422)),
    Row("office:rollout", GET, only(*STATE), args=a_plan),
    Row("office:rollout", GET, only(*STATE), args=lots),
    Row("office:rollout-change", GET, only(*STATE), args=a_plan),
    Row("office:rollout-change", POST, only(*STATE, status=422), args=a_plan),
    Row("office:rollout-change", GET, only(*STATE, status=404), args=lots),
    Row(
        "office:rollout-all-the-same",
        POST,
        only(*STATE, status=302),
        args=a_plan,
        data={"why": "It was first."},
    ),
    Row("office:rollout-leave-out", POST, only(*STATE, status=302), args=a_plan),
    Row("office:rollout-draw", POST, only(*STATE, status=302), args=a_plan),
    Row("office:rollout-call-off", POST, only(*STATE, status=302), args=lots, data={"why": "A merger."}),
    Row("office:rollout-csv", GET, only(*STATE), args=lots),
    Row("office:rollout-csv", GET, only(*STATE, status=404), args=a_plan),
    Row("office:rollout-calendar", GET, only(*STATE), args=lots),
]
