from tests.web.permissions import GET, POST, Row, only
from tests.web.voice.rows import NOWHERE, nowhere

RUN = ("hr", "administrator")
HAND_OUT = ("manager", "region_manager", "other_manager", "hr")


ROWS = [
    Row("office:waves", GET, only(*HAND_OUT, "administrator")),
    Row("office:wave-new", GET, only(*RUN)),
    Row("office:wave-new", POST, only(*RUN, status=422)),
    Row("office:wave", GET, only(*RUN, status=404), args=nowhere),
    Row("office:wave-state", GET, only(*RUN, status=404), args=nowhere),
    Row("office:wave-change", GET, only(*RUN, status=404), args=nowhere),
    Row("office:wave-call-off", POST, only(*RUN, status=404), args=nowhere),
    Row("office:wave-cards", GET, only(*HAND_OUT, status=404), args=nowhere),
    Row(
        "office:wave-cell", GET, only(*HAND_OUT, status=404), args=lambda _cast: {"wave": NOWHERE, "cell": 1}
    ),
    Row(
        "office:wave-cell-print",
        POST,
        only(*HAND_OUT, status=404),
        args=lambda _cast: {"wave": NOWHERE, "cell": 1},
    ),
    Row(
        "office:wave-cell-tick",
        POST,
        only(*HAND_OUT, status=404),
        args=lambda _cast: {"wave": NOWHERE, "cell": 1},
    ),
]
