"""A company with an open round, and somebody at its pages."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from extramile.core.blind_signatures import base64url
from extramile.engagement.models import Wave
from extramile.people.models import Employee, Unit, UnitKind, User
from extramile.people.operations import add_employee, add_unit
from tests.cast import STARTED, Cast, user_of
from tests.engagement.voting import Browser, ballot, open_wave

BACKEND = "django.contrib.auth.backends.ModelBackend"


def fill(cast: Cast, team: Unit, number: int, *, name: str = "Hulp") -> list[Employee]:
    """More people in a team, so that it is large enough to be told."""
    return [
        add_employee(
            external_id=f"{team.pk}-{name}-{one}",
            name=f"{name}{one} Vriens",
            team=team,
            started_on=STARTED,
            now=cast.now,
            email=f"{name}{one}.{team.pk}@ruitmeesters.example".lower(),
            language="nl",
        )
        for one in range(number)
    ]


def client_of(who: Employee | User) -> Client:
    """In English, whatever they speak."""
    User.objects.filter(pk=user_of(who).pk).update(language="en")
    client = Client()
    client.force_login(user_of(who), backend=BACKEND)
    return client


@dataclass(slots=True)
class Open:
    cast: Cast
    wave: Wave

    def path(self, name: str, **more: Any) -> str:
        return reverse(name, kwargs={"wave": self.wave.public_id, **more})

    def ballot(self, who: Employee) -> Browser:
        return ballot(self.wave, who, now=self.cast.now)


def open_round(cast: Cast, **other: Any) -> Open:
    fill(cast, cast.team, 9)
    fill(cast, cast.other_team, 9)
    return Open(cast, open_wave(cast.company, now=cast.now, **other))


def sent(browser: Browser, answers: Mapping[str, Any], comments: Any = (), **other: Any) -> dict[str, Any]:
    """What the page's script sends."""
    return {
        "wave": str(browser.wave.public_id),
        "cell": browser.place.cell_id,
        "ballot": base64url(browser.prepared),
        "signature": base64url(browser.signature),
        "answers": dict(answers),
        "comments": list(comments),
        **other,
    }


def post(client: Client, path: str, body: Any, **headers: str) -> HttpResponse:
    raw = body if isinstance(body, bytes) else json.dumps(body)
    response: Any = client.generic("POST", path, raw, content_type="application/json", headers=headers)
    return response  # type: ignore[no-any-return]


def new_unit(cast: Cast, name: str) -> Unit:
    return add_unit(name, kind=UnitKind.TEAM, parent=cast.centre)
