from typing import Any

from extramile.invitations.operations import make_walk_in, ship_default_plan
from extramile.outbox.operations import post
from tests.cast import Cast
from tests.web.permissions import GET, POST, Row, only

WHO = "insights_owner"


def plan(cast: Cast) -> dict[str, Any]:
    return {"pk": ship_default_plan(cast.now).pk}


def code(cast: Cast) -> dict[str, Any]:
    questionnaire = ship_default_plan(cast.now).questionnaire
    return {"pk": make_walk_in(unit=cast.team, questionnaire=questionnaire, actor=None, now=cast.now).pk}


def message(cast: Cast) -> dict[str, Any]:
    return {"pk": post(key="k", channel="email", recipient="a@example.org", text="x", now=cast.now).pk}


ROWS = [
    Row("office:asking", GET, only(WHO)),
    Row("office:plan-new", GET, only(WHO)),
    Row("office:plan-new", POST, only(WHO, status=422)),
    Row("office:plan", GET, only(WHO), args=plan),
    Row("office:plan", POST, only(WHO, status=422), args=plan),
    Row("office:plan-retire", POST, only(WHO, status=302), args=plan),
    Row("office:plan-test", POST, only(WHO, status=302), args=plan),
    Row("office:decisions", GET, only(WHO)),
    Row("office:decisions-remind", POST, only(WHO, status=302)),
    Row("office:codes", GET, only(WHO)),
    Row("office:codes", POST, only(WHO, status=422)),
    Row("office:code-sheet", GET, only()),  # without codes there is no sheet; with: see test_codes.py
    Row("office:code-revoke", POST, only(WHO, status=302), args=code),
    Row("office:outbox", GET, only(WHO, "administrator")),
    Row("office:message-again", POST, only(WHO, "administrator", status=302), args=message),
]
