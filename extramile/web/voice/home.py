"""The employees' voice: rounds that are open for me, results of those that closed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from extramile.core.clock import now as clock
from extramile.engagement.queries import closed_waves, invited_waves, waves_with_results
from extramile.people.access import employee_of
from extramile.web.access import signed_in
from extramile.web.voice.common import my_units


@signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    employee = employee_of(request.user)
    mine = invited_waves(employee.pk, clock()) if employee else []
    readable = waves_with_results(my_units(request))
    context = {
        "mine": [{"wave": wave, "place": place} for wave, place in mine],
        "closed": [wave for wave in closed_waves() if wave.id in readable],
        "is_employee": employee is not None,
    }
    return render(request, "voice/home.html", context)
