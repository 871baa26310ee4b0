from datetime import timedelta
from typing import Any

from extramile.evidence.operations.changes import note_change, study_change
from tests.cast import Cast
from tests.web.permissions import GET, POST, Row, only

STATE = ("insights_owner",)


def noted(cast: Cast) -> dict[str, Any]:
    day = cast.today - timedelta(weeks=20)
    made = note_change(what="New vans", starts={cast.team.pk: day}, actor=None, now=cast.now)
    return {"public_id": made}


def sealed(cast: Cast) -> dict[str, Any]:
    made = noted(cast)
    study_change(made["public_id"], actor=None, now=cast.now)
    return made


ROWS = [
    Row("office:changes", GET, only(*STATE)),
    Row("office:change-new", GET, only(*STATE)),
    Row("office:change-new", POST, only(*STATE, status=422)),
    Row("office:change", GET, only(*STATE), args=noted),
    Row("office:change", GET, only(*STATE), args=sealed),
    Row("office:change-more", POST, only(*STATE, status=422), args=noted),
    Row("office:change-more", POST, only(*STATE, status=404), args=sealed),
    Row("office:change-ask", POST, only(*STATE, status=302), args=noted),
    Row("office:change-ask", POST, only(*STATE, status=404), args=sealed),
    Row("office:change-take-back", POST, only(*STATE, status=302), args=noted),
]
