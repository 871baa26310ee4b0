from datetime import date

from extramile.monitor.models import SavedView
from extramile.monitor.operations.published import Given, add_figure, delete_figure
from extramile.monitor.operations.views import delete_view, save_view
from extramile.monitor.queries.explore import Question
from tests.cast import Cast, user_of
from tests.web.permissions import GET, POST, Row, only

EXPLORES = ("insights_owner",)
FIGURE = Given(
    name="Repair shops",
    measure="nps",
    value=31.0,
    since=date(2025, 1, 1),
    until=date(2025, 12, 31),
    source="Yearly report",
    method="By telephone",
)
TYPED = {
    "name": "Repair shops",
    "measure": "nps",
    "value": "31",
    "since": "2025-01-01",
    "until": "2025-12-31",
    "source": "Yearly report",
    "method": "By telephone",
}


def kept(cast: Cast) -> SavedView:
    ines = user_of(cast.ines)
    return save_view("Everything", Question(), is_shared=False, actor=ines, now=cast.now)[0]


def view(cast: Cast) -> dict[str, int]:
    made, _is_new = save_view(
        "Everything", Question(), is_shared=False, actor=user_of(cast.ines), now=cast.now
    )
    return {"pk": made.pk}


def deleted_view(cast: Cast) -> dict[str, int]:
    made, _is_new = save_view(
        "Everything", Question(), is_shared=False, actor=user_of(cast.ines), now=cast.now
    )
    delete_view(made, actor=user_of(cast.ines), now=cast.now)
    return {"pk": made.pk}


def figure(cast: Cast) -> dict[str, int]:
    return {"pk": add_figure(FIGURE, actor=user_of(cast.ines), now=cast.now)[0].pk}


def deleted_figure(cast: Cast) -> dict[str, int]:
    made, _is_new = add_figure(FIGURE, actor=user_of(cast.ines), now=cast.now)
    delete_figure(made, actor=user_of(cast.ines), now=cast.now)
    return {"pk": made.pk}


ROWS = [
    Row("office:explore", GET, only(*EXPLORES)),
    Row("office:explore", GET, only(*EXPLORES), query="?measure=nps&split=team"),
    Row("office:explore", GET, only(*EXPLORES, status=400), query="?measure=charm"),
    Row("office:explore-export", POST, only(*EXPLORES), data={"query": "measure=nps&split=team"}),
    Row("office:view-save", POST, only(*EXPLORES, status=302), data={"query": "measure=nps", "name": "Mine"}),
    Row("office:view-change", POST, only(*EXPLORES, status=302), args=view, data={"name": "Ours"}),
    Row("office:view-delete", POST, only(*EXPLORES, status=302), args=view),
    Row("office:view-restore", POST, only(*EXPLORES, status=302), args=deleted_view),
    Row("office:benchmarks", GET, only(*EXPLORES)),
    Row("office:published-add", POST, only(*EXPLORES, status=302), data=TYPED),
    Row("office:published-load", POST, only(*EXPLORES, status=422)),
    Row("office:published-example", GET, only(*EXPLORES)),
    Row("office:published-delete", POST, only(*EXPLORES, status=302), args=figure),
    Row("office:published-restore", POST, only(*EXPLORES, status=302), args=deleted_figure),
]
