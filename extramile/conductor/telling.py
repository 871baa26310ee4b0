"""Tell people what happened to their sign-in behind their backs."""

from datetime import datetime

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import override

from extramile.core.preferences import preferences
from extramile.outbox.models import Channel
from extramile.outbox.operations import post
from extramile.people.models import AddressChange
from extramile.people.operations.users import take_address_changes

LETTER = "account/mail/address_changed"


@transaction.atomic
def tell_old_addresses(now: datetime, limit: int = 100) -> int:
    """A mail to the address that was replaced: whoever took it over by changing it is found out."""
    changes = take_address_changes(limit)
    for change in changes:
        _tell(change, now=now)
    return len(changes)


def _tell(change: AddressChange, *, now: datetime) -> None:
    chosen = preferences()
    language = change.user.language
    values = {
        "name": change.user.name,
        "organisation": chosen.organisation,
        "accent": chosen.accent,
        "language": language,
        "changed_at": change.changed_at,
        "removed": not change.user.email,
    }
    with override(language):
        post(
            key=f"address-changed:{change.pk}",
            channel=Channel.EMAIL,
            recipient=change.old_email,
            recipient_name=change.user.name,
            subject=render_to_string(f"{LETTER}_subject.txt", values).strip(),
            text=render_to_string(f"{LETTER}.txt", values),
            html=render_to_string(f"{LETTER}.html", values),
            language=language,
            now=now,
            urgent=True,
        )
