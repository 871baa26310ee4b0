"""The employees' voice: waves that are open for me, results of those that closed."""

from collections.abc import Iterable
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from extramile.core.clock import now as clock
from extramile.engagement.queries import WaveView, closed_waves, closed_waves_with, invited_waves
from extramile.people.access import employee_of, units_with_voice
from extramile.web.access import signed_in, today
from extramile.web.voice.common import voter_of


@signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    employee = employee_of(request.user)
    mine = invited_waves(employee.pk, clock()) if employee else []
    closed = closed_waves_with(units_with_voice(request.user, today=today()))
    context = {
        "mine": [{"wave": wave, "place": place} for wave, place in mine],
        "closed": closed,
        "is_employee": employee is not None,
        "voters": _voters(employee.pk, [*closed_waves(), *(wave for wave, _ in mine)]) if employee else "",
    }
    return render(request, "voice/home.html", context)


def _voters(employee_id: int, waves: Iterable[WaveView]) -> str:
    """By which the script knows what this browser keeps for this person: "hash=name of the wave"."""
    return " ".join(f"{voter_of(wave.public_id, employee_id)}={quote(wave.name, safe='')}" for wave in waves)
