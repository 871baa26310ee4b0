"""What became of mails, told by the provider that carried them (any of django-anymail's).

The address is `/mail/events/<provider>/`, with user:password as in WEBHOOK_SECRET of EXTRAMILE_ANYMAIL;
without a secret it is not there.
"""

import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, Final

from anymail.exceptions import AnymailImproperlyInstalled
from anymail.signals import EventType, RejectReason
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from extramile.core.clock import now as clock
from extramile.invitations.operations import stop_asking
from extramile.outbox.mail import number_of
from extramile.outbox.models import BounceKind
from extramile.outbox.operations import bounced
from extramile.outbox.queries import key_of
from extramile.people import fence

PROVIDERS: Final = {
    "amazon-ses": "amazon_ses.AmazonSESTrackingWebhookView",
    "brevo": "brevo.BrevoTrackingWebhookView",
    "mailersend": "mailersend.MailerSendTrackingWebhookView",
    "mailgun": "mailgun.MailgunTrackingWebhookView",
    "mailjet": "mailjet.MailjetTrackingWebhookView",
    "mailtrap": "mailtrap.MailtrapTrackingWebhookView",
    "mandrill": "mandrill.MandrillCombinedWebhookView",
    "postal": "postal.PostalTrackingWebhookView",
    "postmark": "postmark.PostmarkTrackingWebhookView",
    "resend": "resend.ResendTrackingWebhookView",
    "sendgrid": "sendgrid.SendGridTrackingWebhookView",
    "sparkpost": "sparkpost.SparkPostTrackingWebhookView",
    "unisender-go": "unisender_go.UnisenderGoTrackingWebhookView",
}
# Only these speak of the address; "blocked", "spam" and "timed out" speak of us or of the moment.
GONE: Final = frozenset({RejectReason.INVALID, RejectReason.BOUNCED})

PASSING: Final = frozenset({"transient", "temporary", "deferred", "blocked", "undetermined"})


@csrf_exempt
def events(request: HttpRequest, provider: str) -> HttpResponseBase:
    if provider not in PROVIDERS or not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        raise Http404
    if "Authorization" not in request.headers:  # some show the secret only when asked for it
        return HttpResponse(status=401, headers={"WWW-Authenticate": 'Basic realm="mail events"'})
    response: HttpResponseBase = _view(provider).as_view()(request)
    return response


class _Taking:
    """Takes the events itself, where anymail would send a signal."""

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        self.run_validators(request)  # type: ignore[attr-defined]
        fence.open_for_carriers()
        for event in self.parse_events(request):  # type: ignore[attr-defined]
            take(event)
        return HttpResponse()


def _view(provider: str) -> Any:
    module, _, name = PROVIDERS[provider].partition(".")
    try:
        theirs = getattr(import_module(f"anymail.webhooks.{module}"), name)
    except AnymailImproperlyInstalled as error:
        raise Http404 from error
    return type(name, (_Taking, theirs), {})


def _said(raw: Any) -> Iterator[str]:
    """The short words of what the provider sent, wherever they stand in it."""
    if isinstance(raw, Mapping):
        raw = list(raw.values())
    if isinstance(raw, list | tuple):
        for each in raw:
            yield from _said(each)
    elif isinstance(raw, str) and len(raw) <= 24:
        yield re.sub(r"[\W_]", "", raw).lower()


def _is_soft(event: Any) -> bool:
    """Providers call very different things "bounced"; whatever any of them calls passing is soft."""
    return any("soft" in word or word in PASSING for word in _said(event.esp_event))


def _kind(event: Any) -> str:
    if event.event_type == EventType.COMPLAINED:
        return BounceKind.COMPLAINT
    if event.event_type in {EventType.BOUNCED, EventType.REJECTED}:
        is_hard = event.reject_reason in GONE and not _is_soft(event)
        return BounceKind.HARD if is_hard else BounceKind.SOFT
    return ""


@transaction.atomic
def take(event: Any) -> None:
    """Write down a bounce or a complaint; whoever unsubscribed at the provider is asked no more."""
    provider_id, now = str(event.message_id or ""), clock()
    number = number_of(provider_id)
    if kind := _kind(event):
        bounced(kind=kind, provider_id=provider_id, number=number, now=now)
    elif event.event_type == EventType.UNSUBSCRIBED:
        room, _, rest = key_of(provider_id=provider_id, number=number).partition(":")
        invitation_id = rest.partition(":")[0]
        if room == "invitation" and invitation_id.isdigit():
            stop_asking(int(invitation_id), via="mail provider", now=now)
