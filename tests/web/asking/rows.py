from typing import Any

from extramile.core.clock import now
from tests.cast import Cast
from tests.invitations.makers import make_job, make_plan
from tests.web.permissions import GET, POST, Row, everybody, only


def job(cast: Cast) -> dict[str, Any]:
    """A job that Sanne has just done."""
    make_plan(now())
    return {"pk": make_job(cast, finished_at=now(), employee=cast.sanne).pk}


ROWS = [
    Row("asking:today", GET, {**everybody(), "board_reader": 404}),
    Row("asking:show", GET, only("sanne", status=302), args=job),  # nothing asked yet: back to the list
    Row("asking:show", POST, only("sanne", status=302), args=job),
]
