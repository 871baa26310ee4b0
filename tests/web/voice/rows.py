"""Who may open the pages of the employees' voice.

There are no rounds in these tests: their pages are tried with rounds in the other files of this folder, and
here with an address that leads nowhere.
"""

from uuid import UUID

from tests.cast import Cast
from tests.web.permissions import GET, POST, Row, anybody, everybody

NOWHERE = UUID("00000000-0000-4000-8000-000000000000")


def nowhere(_cast: Cast) -> dict[str, object]:
    return {"wave": NOWHERE}


def nothing_of_the_team(cast: Cast) -> dict[str, object]:
    return {"wave": NOWHERE, "unit": cast.team.pk}


ROWS = [
    Row("voice:home", GET, everybody(200)),
    Row("voice:forward", GET, {**everybody(200), "board_reader": 404}),
    Row("voice:forward", POST, {**everybody(302), "board_reader": 404}, data={"list": "be_asked"}),
    Row("voice:wave", GET, everybody(404), args=nowhere),
    Row("voice:answer", GET, everybody(404), args=nowhere),
    Row(
        "voice:ballot",
        POST,
        everybody(404, stranger=401),
        args=nowhere,
        data={"blinded": "AAAA"},
        json=True,
    ),
    Row("voice:results", GET, everybody(404), args=nowhere),
    Row("voice:unit", GET, everybody(404), args=nothing_of_the_team),
    Row("voice:below", GET, everybody(404), args=nothing_of_the_team),
    Row("voice:comments", GET, everybody(404), args=nothing_of_the_team),
    Row(
        "voice:table-file",
        GET,
        everybody(404),
        args=lambda cast: {**nothing_of_the_team(cast), "ending": "csv"},
    ),
    Row(
        "voice:comments-file",
        GET,
        everybody(404),
        args=lambda cast: {**nothing_of_the_team(cast), "ending": "xlsx"},
    ),
    Row("voice:map", GET, everybody(404), args=nothing_of_the_team),
    Row("voice:talk", GET, everybody(404), args=nothing_of_the_team),
    Row(
        "voice:reply",
        POST,
        everybody(404),
        args=lambda cast: {**nothing_of_the_team(cast), "comment_id": NOWHERE},
    ),
    Row("ballot-keys", GET, anybody(404), args=nowhere),
    Row("ballot-hand-in", POST, anybody(400), args=nowhere, data={}, json=True),
    Row("ballot-look", POST, anybody(410), args=nowhere, data={}, json=True),
    Row("card-start", GET, anybody()),
    Row("card-answer", GET, anybody(404), args=nowhere),
    Row("thread", GET, anybody()),
]
