from tests.web.permissions import GET, POST, Row, anybody

TOKEN = {"token": "0" * 20}

ROWS = [
    Row("mail:stop", GET, anybody(404), args=lambda _cast: TOKEN),
    Row("mail:stop", POST, anybody(404), args=lambda _cast: TOKEN),
    Row("mail:events", GET, anybody(404), args=lambda _cast: {"provider": "mailgun"}),
    Row("mail:events", POST, anybody(404), args=lambda _cast: {"provider": "mailgun"}),
]
