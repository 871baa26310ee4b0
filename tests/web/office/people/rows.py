from tests.web.permissions import GET, POST, Row, only

MANAGES = ("hr", "administrator")
PRINTS = ("manager", "region_manager", "other_manager", "hr", "administrator")
HERE = ("manager", "region_manager", "hr", "administrator")  # for Sanne's team


ROWS = [
    Row("office:people", GET, only(*MANAGES)),
    Row("office:person-new", GET, only(*MANAGES)),
    Row("office:person", GET, only(*MANAGES), args=lambda cast: {"pk": cast.sanne.pk}),
    Row("office:person", POST, only(*MANAGES), args=lambda cast: {"pk": cast.sanne.pk}),
    Row("office:person-move", POST, only(*MANAGES), args=lambda cast: {"pk": cast.sanne.pk}),
    Row("office:person-end", POST, only(*MANAGES), args=lambda cast: {"pk": cast.sanne.pk}),
    Row("office:person-sign-out", POST, only(*MANAGES, status=302), args=lambda cast: {"pk": cast.wim.pk}),
    Row("office:units", GET, only(*MANAGES)),
    Row("office:unit-new", GET, only(*MANAGES)),
    Row("office:unit", GET, only(*MANAGES), args=lambda cast: {"pk": cast.team.pk}),
    Row("office:unit-move", POST, only(*MANAGES), args=lambda cast: {"pk": cast.team.pk}),
    Row("office:unit-close", POST, only(*MANAGES, status=302), args=lambda cast: {"pk": cast.team.pk}),
    Row("office:roles", GET, only("administrator")),
    Row("office:role-grant", POST, only("administrator")),
    Row("office:reader-new", POST, only("administrator")),
    Row("office:role-end", POST, only("administrator", status=404), args=lambda _cast: {"pk": 10**9}),
    Row("office:cards", GET, only(*PRINTS)),
    Row("office:team-cards", GET, only(*HERE), args=lambda cast: {"pk": cast.team.pk}),
    Row("office:card-sheet", POST, only(*HERE, status=302), args=lambda cast: {"pk": cast.team.pk}),
    Row("office:card-revoke", POST, only(*PRINTS, status=404), args=lambda _cast: {"pk": 10**9}),
    Row("office:api-keys", GET, only("administrator")),
    Row("office:api-key-revoke", POST, only("administrator", status=404), args=lambda _cast: {"pk": 10**9}),
    Row("office:settings", GET, only("insights_owner", "administrator")),
    Row("office:audit", GET, only(*MANAGES)),
    Row("office:audit-csv", POST, only(*MANAGES)),
]
