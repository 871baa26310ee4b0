"""An SMS through any gateway that takes a POST of {"to", "from", "text"} as JSON."""

from django.conf import settings

from extramile.core import outbound
from extramile.core.tokens import keyed_hash
from extramile.outbox.models import Message
from extramile.outbox.verdicts import Fate, Outcome, of_http, redacted


class SmsCarrier:
    """Speaks HTTP; the key in the header lets a careful gateway see that a message comes twice."""

    def carry(self, message: Message) -> Outcome:
        if not settings.SMS_GATEWAY:
            return Outcome(Fate.PAUSED, "no SMS gateway is set: see EXTRAMILE_SMS_GATEWAY")
        headers = {"Idempotency-Key": keyed_hash("sms", str(message.pk))[:32]}
        if settings.SMS_GATEWAY_TOKEN:
            headers["Authorization"] = f"Bearer {settings.SMS_GATEWAY_TOKEN}"
        payload = {"to": message.recipient, "from": settings.SMS_SENDER, "text": message.text}
        try:
            answer = outbound.post_json(settings.SMS_GATEWAY, payload, headers=headers, timeout=20)
        except OSError as error:
            return Outcome(Fate.PAUSED, redacted(f"{type(error).__name__}: {error}"))
        return of_http(answer.status, answer.text[:300])

    def close(self) -> None:
        """Nothing is kept open between messages."""
