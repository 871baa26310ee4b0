"""Somebody who can sign in without being an employee, and what people choose for themselves."""

from datetime import datetime

from django.db import transaction

from extramile.core import audit
from extramile.people import values
from extramile.people.models import AddressChange, User
from extramile.people.problems import Refused


@transaction.atomic
def add_user(
    *,
    name: str,
    email: str | None,
    now: datetime,
    language: str = "en",
    actor: User | None = None,
    provisioning_id: str | None = None,
) -> User:
    """No password: people sign in with a code, a card or a passkey."""
    address = values.email(email)
    refuse_taken_email(address, but=None)
    user = User(
        name=values.plain_text(name, field="name"),
        email=address,
        language=values.language(language),
        provisioning_id=provisioning_id,
        created_at=now,
    )
    user.set_unusable_password()
    user.save()
    audit.record("people.user.added", actor=actor, now=now, subject_type="user", subject_id=user.pk)
    return user


def refuse_taken_email(address: str | None, *, but: int | None) -> None:
    if address and User.objects.filter(email__iexact=address).exclude(pk=but or 0).exists():
        raise Refused("email_taken", field="email", value=address)


def note_address_change(user_id: int, *, to: str | None, now: datetime) -> None:
    """Call before the address becomes another: `conductor/telling.py` tells the old one."""
    old = User.objects.filter(pk=user_id).values_list("email", flat=True).first()
    if old and old.casefold() != (to or "").casefold():
        AddressChange.objects.create(user_id=user_id, old_email=old, changed_at=now)


def take_address_changes(limit: int) -> list[AddressChange]:
    """Take (delete) up to `limit`, oldest first. Call it in the transaction that tells."""
    changes = list(
        AddressChange.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("user")
        .order_by("pk")[:limit]
    )
    AddressChange.objects.filter(pk__in=[change.pk for change in changes]).delete()
    return changes


def choose_language(user: User, *, language: str) -> User:
    """A person's own choice; mails and pages follow it. Keeps the employee's row in step."""
    user.language = values.language(language)
    user.save(update_fields=["language"])
    employee = getattr(user, "employee", None)
    if employee is not None:
        employee.language = user.language
        employee.save(update_fields=["language"])
    return user
