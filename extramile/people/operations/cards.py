"""Printed QR cards for people without company mail. Token and PIN are shown once and stored hashed."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Final

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from extramile.core import audit
from extramile.core.tokens import keyed_hash, random_token
from extramile.people.models import Card, Employee, Role, RoleKind, User
from extramile.people.problems import Refused
from extramile.people.queries import running

PIN_DIGITS: Final = 6
ROWS: Final = ("01234567890", "09876543210")
# Whoever sees or does more than a technician signs in by mail or passkey: a printed sheet passes hands.
NOT_BY_CARD: Final = (
    RoleKind.MANAGER,
    RoleKind.INSIGHTS_OWNER,
    RoleKind.BOARD_READER,
    RoleKind.HR,
    RoleKind.ADMINISTRATOR,
)


@dataclass(frozen=True, slots=True)
class PrintedCard:
    """What goes on the sheet; nothing of it can be read back later."""

    employee: Employee
    token: str = field(repr=False)
    pin: str = field(repr=False)


@transaction.atomic
def make_cards(employees: Sequence[Employee], *, actor: User | None, now: datetime) -> list[PrintedCard]:
    """A new card each; the ones they had stop working."""
    for employee in employees:
        if _too_much_for_a_card(employee, today=now.date()):
            raise Refused("not_by_card", field="employee", value=employee.name)
    printed = [PrintedCard(employee=one, token=random_token(), pin=random_pin()) for one in employees]
    revoke_cards_of(employees, actor=actor, now=now)
    Card.objects.bulk_create(
        Card(
            employee=card.employee,
            token_hash=keyed_hash("card", card.token),
            pin_hash=make_password(card.pin),
            created_at=now,
        )
        for card in printed
    )
    for card in printed:
        _audit("people.card.printed", card.employee, actor=actor, now=now)
    return printed


def _too_much_for_a_card(employee: Employee, *, today: date) -> bool:
    return Role.objects.filter(running(today), user__employee=employee, kind__in=NOT_BY_CARD).exists()


def random_pin() -> str:
    while True:
        pin = "".join(secrets.choice("0123456789") for _ in range(PIN_DIGITS))
        if not easy(pin):
            return pin


def easy(pin: str) -> bool:
    """All the same, or a simple row up or down."""
    return len(set(pin)) < 3 or any(pin in row for row in ROWS)


def find_card(token: str, *, today: date) -> Card | None:
    """The card with this token that still works: not revoked, and its employee still here."""
    card = (
        Card.objects.select_related("employee__user")
        .filter(token_hash=keyed_hash("card", token), revoked_at__isnull=True)
        .first()
    )
    if card is None or card.employee.user is None or not card.employee.user.is_active:
        return None
    left = card.employee.ended_on
    gone = left is not None and left <= today
    return None if gone or _too_much_for_a_card(card.employee, today=today) else card


def right_pin(card: Card | None, pin: str) -> bool:
    """Whether the PIN is the card's. Takes as long when there is no card."""
    expected = card.pin_hash if card else _nobodys_pin()
    return check_password(pin, expected) and card is not None


@cache
def _nobodys_pin() -> str:
    return make_password("nobody's")


@transaction.atomic
def choose_pin(card: Card, *, pin: str, now: datetime) -> None:
    """The employee's own PIN: whoever printed the sheet has seen the first one."""
    if len(pin) != PIN_DIGITS or not pin.isascii() or not pin.isdigit() or easy(pin):
        raise Refused("bad_pin", field="pin", digits=PIN_DIGITS)
    Card.objects.filter(pk=card.pk).update(pin_hash=make_password(pin), pin_chosen_at=now)
    _audit("people.card.pin_chosen", card.employee, actor=card.employee.user, now=now)


@transaction.atomic
def revoke_card(card: Card, *, actor: User | None, now: datetime) -> None:
    if Card.objects.filter(pk=card.pk, revoked_at__isnull=True).update(revoked_at=now):
        _audit("people.card.revoked", card.employee, actor=actor, now=now)


@transaction.atomic
def revoke_cards_of(employees: Iterable[Employee], *, actor: User | None, now: datetime) -> int:
    open_cards = Card.objects.filter(employee__in=list(employees), revoked_at__isnull=True)
    cards = list(open_cards.select_related("employee"))
    for card in cards:
        revoke_card(card, actor=actor, now=now)
    return len(cards)


def _audit(action: str, employee: Employee, *, actor: User | None, now: datetime) -> None:
    audit.record(action, actor=actor, now=now, subject_type="employee", subject_id=employee.pk)
