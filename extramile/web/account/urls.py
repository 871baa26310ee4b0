from allauth.mfa.webauthn.views import login_webauthn
from django.urls import URLPattern, URLResolver, path

from extramile.web.account import cards, demo, mine, passkeys, sign_in

urlpatterns: list[URLPattern | URLResolver] = [
    path("", mine.account, name="account"),
    path("sign-in/", sign_in.SignIn.as_view(), name="account_login"),
    path("sign-in/", sign_in.SignIn.as_view(), name="account_request_login_code"),
    path("sign-in/code/", sign_in.Code.as_view(), name="account_confirm_login_code"),
    path("sign-in/start-over/", sign_in.start_over, name="account_start_over"),
    path("sign-in/passkey/", login_webauthn, name="mfa_login_webauthn"),
    path("sign-out/", sign_in.sign_out, name="account_logout"),
    path("card/<slug:token>/", cards.card, name="card"),
    path("pin/", cards.pin, name="account_pin"),
    path("demo/<slug:token>/", demo.demo, name="demo_sign_in"),
    path("passkeys/", passkeys.passkeys, name="account_passkeys"),
    path("passkeys/offer/", passkeys.offer, name="account_offer"),
    path("passkeys/offer/not-now/", passkeys.not_now, name="account_not_now"),
    path("passkeys/options/", passkeys.options, name="account_passkey_options"),
    path("passkeys/<int:pk>/remove/", passkeys.remove, name="account_passkey_remove"),
    path("devices/<int:pk>/end/", mine.end_device, name="account_end_device"),
    path("devices/end-others/", mine.end_other_devices, name="account_end_others"),
]
