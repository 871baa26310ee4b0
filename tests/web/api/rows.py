from tests.web.permissions import GET, Row, anybody

ROWS = [
    Row("api:openapi-json", GET, anybody()),
    Row("api:openapi-view", GET, anybody()),
    Row("api:api-root", GET, anybody(404)),
]
