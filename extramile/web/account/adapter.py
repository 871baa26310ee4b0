"""Where django-allauth asks us: who may sign in, how a mail goes out, what is said."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from extramile.core.clock import now as read_clock
from extramile.core.preferences import preferences
from extramile.core.sealing import seal
from extramile.core.tokens import random_token
from extramile.outbox.models import Channel
from extramile.outbox.operations import Letter, post_many
from extramile.people import access
from extramile.people.models import User
from extramile.web.access import today
from extramile.web.account.codes import HashedCode
from extramile.web.account.sessions import begin
from extramile.web.addresses import client_address

LETTERS = {
    "account/email/login_code": "account/mail/code",
    "account/email/unknown_account": "account/mail/unknown",
    "mfa/email/webauthn_added": "account/mail/passkey_added",
    "mfa/email/webauthn_removed": "account/mail/passkey_removed",
}


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def generate_login_code(self) -> HashedCode:
        return HashedCode.new()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Through the outbox, known and unknown alike: the answer takes as long for both."""
        letter = LETTERS.get(template_prefix)
        if letter is not None:
            post_letter(letter, email, context)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        to = email or user.email
        if to:
            self.send_mail(template_prefix, to, {**(context or {}), "user": user})

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our pages say themselves what happened; allauth's own messages would say it twice."""

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:  # noqa: ARG002
        """Nobody who left comes in, by whatever door."""
        if access.is_here(user, today=today()):
            return None
        clear_login(request)
        return self.respond_user_inactive(request, user)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:  # noqa: ARG002
        messages.error(request, _("This sign-in no longer works. Ask your manager if you think it should."))
        return HttpResponseRedirect(reverse("account_login"))

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return begin(request, user, response)


class PasskeyAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    def is_mfa_enabled(self, user: User, types: Any = None) -> bool:  # noqa: ARG002
        """A passkey is a way in by itself, not a second lock: a lost phone must not lock its owner out."""
        return False

    def _get_site_name(self) -> str:
        return preferences().organisation


def post_letter(letter: str, email: str, context: dict[str, Any]) -> None:
    """One mail in the language of whoever has this address. Sealed: it may carry a code."""
    known = User.objects.filter(email__iexact=email).values_list("language", "name").first()
    language, name = known or (preferences().default_language, "")
    code = context.get("code")
    chosen = preferences()
    values = {
        "code": code.plain if isinstance(code, HashedCode) else "",
        "email": email,
        "name": name,
        "organisation": chosen.organisation,
        "accent": chosen.accent,
        "language": language,
    }
    with override(language):
        subject = render_to_string(f"{letter}_subject.txt", values).strip()
        text = render_to_string(f"{letter}.txt", values)
        html = render_to_string(f"{letter}.html", values)
    now = read_clock()
    letter_to = Letter(
        key=f"sign-in:{random_token()}",
        channel=Channel.EMAIL,
        recipient=email,
        subject=subject,
        text=seal(text),
        html=seal(html),
        language=language,
        due_at=now,
        urgent=True,
    )
    post_many([letter_to], now=now)
