from tests.web.permissions import GET, POST, Row, anybody, keys

ROWS = [
    Row("api:openapi-json", GET, anybody()),
    Row("api:openapi-view", GET, anybody()),
    Row("api:api-root", GET, anybody(404)),
    Row("api:list_units", GET, keys("people")),
    Row("api:list_people", GET, keys("people")),
    Row(
        "api:post_units", POST, keys("people"), data={"units": [{"external_id": "X", "name": "X"}]}, json=True
    ),
    Row("api:post_people", POST, keys("people"), data={"people": [{"external_id": "e-sanne"}]}, json=True),
]
