from extramile.core.tokens import link_token
from tests.web.permissions import GET, POST, Row, anybody, everybody

NOBODY = {"token": "0" * 40}

ROWS = [
    Row("account", GET, everybody()),
    # Whoever is signed in already goes on to their first page.
    Row("account_login", GET, everybody(302, stranger=200)),
    Row("account_request_login_code", POST, everybody(302, stranger=200), data={"email": "no address"}),
    Row("account_confirm_login_code", GET, everybody(302)),
    Row("account_start_over", POST, anybody(302)),
    Row("mfa_login_webauthn", GET, anybody(302)),
    Row("account_logout", POST, anybody(302)),
    Row("account_logout", GET, anybody(405)),
    Row("card", GET, anybody(), args=lambda _cast: NOBODY),
    Row("card", POST, anybody(), args=lambda _cast: NOBODY, data={"pin": "918273"}),
    Row("account_pin", GET, everybody(404)),
    # Not in demo mode: the page does not exist.
    Row(
        "demo_sign_in",
        POST,
        anybody(404),
        args=lambda cast: {"token": link_token("demo", cast.sanne.user_id or 0)},
    ),
    Row("account_passkeys", GET, everybody()),
    Row("account_passkeys", POST, everybody(302)),
    Row("account_offer", GET, everybody()),
    Row("account_not_now", POST, anybody(302)),
    Row("account_passkey_options", POST, everybody(409)),
    Row("account_passkey_remove", POST, everybody(404), args=lambda _cast: {"pk": 1}),
    Row("account_end_device", POST, everybody(404), args=lambda _cast: {"pk": 1}),
    Row("account_end_others", POST, everybody(302)),
]
