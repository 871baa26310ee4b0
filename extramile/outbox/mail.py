"""One e-mail over whatever Django sends with: an SMTP server or any provider of django-anymail."""

import hmac
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage as StandardMessage
from email.policy import Policy
from email.utils import parseaddr
from typing import Any

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.functional import cached_property

from extramile.core.preferences import preferences
from extramile.core.sealing import unseal
from extramile.core.tokens import keyed_hash
from extramile.outbox import verdicts
from extramile.outbox.addresses import return_address
from extramile.outbox.models import BounceKind, Message
from extramile.outbox.verdicts import Fate, Outcome

MESSAGES_PER_CONNECTION = 200


def sender() -> str:
    """The organisation's name at the address it sends from."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return str(Address(display_name=name or preferences().organisation, addr_spec=address))


def message_id(number: int) -> str:
    """The same for every try of a row, so that a mail that arrives twice shows as one."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{number}.{keyed_hash('message-id', str(number))[:20]}@{domain}>"


def number_of(written: str) -> int | None:
    """The row that a Message-ID of ours belongs to; None if it is not ours."""
    number = written.strip("<> ").partition(".")[0]
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        return None
    ours = message_id(int(number)).strip("<>").partition("@")[0]
    return int(number) if hmac.compare_digest(ours, written.strip("<> ").partition("@")[0]) else None


class Mail(EmailMultiAlternatives):
    """Made once, though it is looked at before it is sent."""

    @cached_property
    def _made(self) -> "StandardMessage[Any, Any]":
        return super().message()

    def message(self, *, policy: "Policy[Any] | None" = None) -> "StandardMessage[Any, Any]":  # noqa: ARG002
        return self._made


def _speaks_smtp() -> bool:
    """Providers choose the envelope's sender themselves, and tell of bounces themselves."""
    return not settings.EMAIL_BACKEND.startswith("anymail.")


def compose(message: Message, *, sender: str) -> EmailMultiAlternatives:
    headers = {**message.headers, "Message-ID": message_id(message.pk)}
    goes_back_to = return_address(message.pk) if _speaks_smtp() else ""
    if goes_back_to:  # the envelope's sender; people read the From header
        headers["From"] = sender
    email = Mail(
        subject=message.subject,
        body=unseal(message.text),
        from_email=goes_back_to or sender,
        to=[str(Address(display_name=message.recipient_name, addr_spec=message.recipient))],
        headers=headers,
    )
    if message.html:
        email.attach_alternative(unseal(message.html), "text/html")
    return email


class MailCarrier:
    """Keeps one connection open for many messages."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None
        self._carried = 0
        self._sender = sender()

    def carry(self, message: Message) -> Outcome:
        try:
            email = compose(message, sender=self._sender)
            email.message()
        except (ValueError, IndexError, MessageError) as error:  # no mail can be made of it
            return Outcome(
                Fate.REFUSED, f"not a valid e-mail: {type(error).__name__}", bounce=BounceKind.HARD
            )
        outcome = self._send(email)
        if outcome.fate in {Fate.LATER, Fate.PAUSED} or self._carried >= MESSAGES_PER_CONNECTION:
            self.close()
        return outcome

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection, self._carried = None, 0

    def _open(self) -> BaseEmailBackend:
        if self._connection is None:
            connection: BaseEmailBackend = mail.get_connection()
            connection.open()
            self._connection = connection
        return self._connection

    def _send(self, email: EmailMultiAlternatives) -> Outcome:
        try:
            connection = self._open()
        except OSError as error:
            return Outcome(Fate.PAUSED, verdicts.of_smtp(error).error)
        try:
            self._carried += 1
            connection.send_messages([email])
        except AnymailError as error:
            return _of_provider(error)
        except OSError as error:
            return verdicts.of_smtp(error)
        status = getattr(email, "anymail_status", None)
        return Outcome(Fate.SENT, provider_id=str(getattr(status, "message_id", None) or ""))


def _of_provider(error: AnymailError) -> Outcome:
    if isinstance(error, AnymailRecipientsRefused):
        return Outcome(Fate.REFUSED, "the provider refused the address", bounce=BounceKind.HARD)
    if isinstance(error, AnymailAPIError) and error.status_code:
        return verdicts.of_http(error.status_code, str(error.args[0] if error.args else ""))
    if isinstance(error, AnymailAPIError):  # nobody answered
        return Outcome(Fate.PAUSED, "the provider cannot be reached")
    return Outcome(Fate.REFUSED, verdicts.redacted(f"{type(error).__name__}"))
