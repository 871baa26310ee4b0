"""Team screens: made and revoked. The link is shown once and kept hashed."""

from datetime import datetime

from extramile.core import audit
from extramile.core.tokens import keyed_hash, random_token
from extramile.monitor.models import Screen
from extramile.people.models import Unit, User


def make_screen(unit: Unit, *, name: str, actor: User, now: datetime) -> tuple[Screen, str]:
    """The screen and its token, which nobody can read back later."""
    token = random_token()
    screen = Screen.objects.create(
        unit_id=unit.pk,
        token_hash=keyed_hash("screen", token),
        name=name.replace("\x00", "").strip()[:80] or unit.name,
        created_at=now,
        created_by_id=actor.pk,
    )
    audit.record(
        "monitor.screen.made", actor=actor, now=now, subject_type="unit", subject_id=unit.pk, screen=screen.pk
    )
    return screen, token


def revoke_screen(screen: Screen, *, actor: User, now: datetime) -> None:
    """From now on the link is dead. Twice is once."""
    if not Screen.objects.filter(pk=screen.pk, revoked_at__isnull=True).update(revoked_at=now):
        return
    audit.record(
        "monitor.screen.revoked",
        actor=actor,
        now=now,
        subject_type="unit",
        subject_id=screen.unit_id,
        screen=screen.pk,
    )
