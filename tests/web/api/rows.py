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
    Row(
        "api:post_jobs",
        POST,
        keys("jobs"),
        data={"source": "crm", "jobs": [{"external_id": "J1", "finished_at": "2026-02-03"}]},
        json=True,
    ),
    Row("api:get_batch", GET, keys("jobs", status=404), args=lambda _cast: {"batch_id": 1}),
    Row("api:post_erase", POST, keys("customers"), data={"email": "jan@example.org"}, json=True),
    Row(
        "api:post_erase_answer",
        POST,
        keys("customers"),
        data={"source": "crm", "external_id": "R-1"},
        json=True,
    ),
    Row(
        "api:post_consent",
        POST,
        keys("customers"),
        data={"wishes": [{"address": "jan@example.org", "wish": "opted_out"}]},
        json=True,
    ),
    Row("api:post_standing", POST, keys("customers"), data={"addresses": ["jan@example.org"]}, json=True),
    Row("api:list_waves", GET, keys("voice")),
    Row(
        "api:get_released",
        GET,
        keys("voice", status=404),
        args=lambda _cast: {"wave": "00000000-0000-4000-8000-000000000000"},
    ),
]
