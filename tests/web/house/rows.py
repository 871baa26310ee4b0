"""Who may open the house's own pages."""

from tests.web.permissions import GET, POST, Row, anybody, everybody

ROWS = [
    Row("more", GET, everybody()),
    Row("language", POST, anybody(302), data={"language": "nl"}),
    Row("theme", POST, anybody(302), data={"theme": "dark"}),
    Row("manifest", GET, anybody()),
    Row("worker", GET, anybody()),
    Row("offline", GET, anybody()),
    Row("health-live", GET, anybody()),
    Row("health-ready", GET, anybody()),
    Row("metrics", GET, anybody(404)),  # only for the token of EXTRAMILE_METRICS_TOKEN
    Row("gallery", GET, anybody(404)),  # only while developing
]
