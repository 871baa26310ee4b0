from datetime import datetime
from typing import Any

from extramile.core.tokens import link_token
from extramile.invitations.operations import make_walk_in
from extramile.questionnaires.operations import ship_default
from extramile.web.answer.style import script
from tests.cast import Cast
from tests.responses.asked import ask
from tests.web.permissions import GET, POST, Row, anybody, keys

FAR: Any = 36_500  # days: these rows are tried whenever


def link(cast: Cast) -> dict[str, str]:
    invitation = ask(cast.team, cast.sanne, now=cast.now, days=FAR)
    return {"token": link_token("answer", invitation.pk)}


def printed(cast: Cast) -> dict[str, str]:
    now: datetime = cast.now
    code = make_walk_in(unit=cast.team, questionnaire=ship_default(now), actor=None, now=now)
    return {"token": link_token("walk-in", code.pk)}


def response(cast: Cast) -> dict[str, object]:
    ship_default(cast.now)
    return {
        "external_id": "R-1",
        "responded_at": "2026-02-03T14:05+01:00",
        "score": 9,
        "employees": ["e-sanne"],
    }


ROWS = [
    Row("answer", GET, anybody(), args=link),
    Row("answer", POST, anybody(), args=link, data={"nps": "9"}),
    Row("answer_stop", GET, anybody(), args=link),
    Row("answer_stop", POST, anybody(), args=link),
    Row("walk_in", GET, anybody(), args=printed),
    Row("walk_in", POST, anybody(), args=printed, data={"nps": "9", "-number": "0" * 40}),
    Row("answer_asset", GET, anybody(), args=lambda _cast: {"name": script().name}),
    Row(
        "api:post_response",
        POST,
        keys("responses", status=201),
        data=lambda cast: {"source": "shop", **response(cast)},
        json=True,
    ),
    Row(
        "api:post_responses",
        POST,
        keys("responses"),
        data=lambda cast: {"source": "shop", "responses": [response(cast)]},
        json=True,
    ),
    Row("api:get_responses", GET, keys("responses")),
]
