"""Team screens: a link for the TV in the canteen. Praise only, no names beside scores, no scores at all."""

from datetime import datetime, timedelta
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from extramile.core.preferences import preferences
from extramile.monitor import queries
from extramile.monitor.models import Screen
from extramile.monitor.operations import make_screen, revoke_screen
from extramile.people import access, fence
from extramile.people.access import Deed
from extramile.people.models import Unit, User
from extramile.responses.queries import Said
from extramile.web.access import allowed, signed_in_user
from extramile.web.monitor.period import last_weeks
from extramile.web.monitor.portrait import wording_here
from extramile.web.monitor.scene import scene_of, visible_unit
from extramile.web.monitor.units import ids_below
from extramile.web.monitor.voices import voices_of
from extramile.web.toasts import toast

SECONDS_EACH: Final = 20
MOST: Final = 40
LONGEST_PRAISE: Final = 320  # more cannot be read from a table away
SHORTEST_PRAISE: Final = 20  # "Fine." gives nobody a smile, as long as there is something else
PRAISE_DAYS: Final = timedelta(days=91)


@require_GET
@never_cache
def screen(request: HttpRequest, token: str) -> HttpResponse:
    found = queries.screen_of(token)
    unit = Unit.objects.filter(pk=found.unit_id).first() if found else None
    if unit is None:
        raise Http404
    fence.open_for_screen(unit.pk)
    scene = scene_of(unit)
    praise = _praise(unit, now=scene.now)
    four_weeks = last_weeks(4, today=scene.today)
    tally = queries.unit_counts([unit.pk], since=four_weeks.since, until=four_weeks.until)[unit.pk]
    with timezone.override(scene.zone), translation.override(preferences().default_language):
        turn = int(scene.now.timestamp()) // SECONDS_EACH
        shown = voices_of(praise[turn % len(praise) :][:1], wording=wording_here()) if praise else []
        context = {
            "unit": unit,
            "voice": shown[0] if shown else None,
            "promoters": tally.promoters,
            "seconds": SECONDS_EACH,
        }
        return render(request, "monitor/screen.html", context)


def _praise(unit: Unit, *, now: datetime) -> list[Said]:
    words = queries.newest_words(
        ids_below(unit),
        since=(now - PRAISE_DAYS).date(),
        until=now.date(),
        group="promoter",
        limit=MOST,
    ).said
    readable = [one for one in words if len(one.words) <= LONGEST_PRAISE]
    return [one for one in readable if len(one.words) >= SHORTEST_PRAISE] or readable


def _units(user: User) -> list[int]:
    visible = access.visible_units(user, today=timezone.localdate())
    return list(visible.values_list("pk", flat=True))


@allowed(Deed.MANAGE_SCREENS)
def screens(request: HttpRequest) -> HttpResponse:
    """Every screen that still works, and a new one."""
    user = signed_in_user(request)
    ids = _units(user)
    names = dict(Unit.objects.filter(pk__in=ids).values_list("pk", "name"))
    rows = [{"screen": one, "unit": names[one.unit_id]} for one in queries.screens_of(ids)]
    wanted = request.GET.get("unit", "")
    context = {
        "rows": rows,
        "units": sorted(names.items(), key=lambda one: one[1].casefold()),
        "wanted": int(wanted) if wanted.isascii() and wanted.isdigit() else None,
        "new_link": request.session.pop("screen_link", ""),
    }
    return render(request, "monitor/screens.html", context)


@require_POST
@allowed(Deed.MANAGE_SCREENS)
def make(request: HttpRequest) -> HttpResponse:
    """The link is shown once: kept hashed, nobody can read it back."""
    user = signed_in_user(request)
    wanted = request.POST.get("unit", "")
    if not (wanted.isascii() and wanted.isdigit()) or len(wanted) > 18:
        raise Http404
    unit = visible_unit(user, int(wanted), today=timezone.localdate())
    scene = scene_of(unit)
    _screen, token = make_screen(unit, name=request.POST.get("name", ""), actor=user, now=scene.now)
    request.session["screen_link"] = request.build_absolute_uri(reverse("monitor:screen", args=[token]))
    return redirect("monitor:screens")


@require_POST
@allowed(Deed.MANAGE_SCREENS)
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in_user(request)
    found = get_object_or_404(Screen, pk=pk)
    visible_unit(user, found.unit_id, today=timezone.localdate())
    revoke_screen(found, actor=user, now=scene_of(None).now)
    toast(request, _("That screen shows nothing any more."))
    return redirect("monitor:screens")
