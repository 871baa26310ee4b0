"""Code cards: a sheet a group, in a random order, shown once; and names to tick off when a card is drawn."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from extramile.core.clock import now as clock
from extramile.engagement.operations import print_cards, tick_off, untick
from extramile.engagement.problems import VoiceProblem
from extramile.engagement.queries import CellCards, WaveView, cards_of, names_to_tick
from extramile.people.access import Deed, units_for
from extramile.web.access import allowed, signed_in_user, today
from extramile.web.toasts import toast, went_wrong
from extramile.web.voice.common import wave_or_404
from extramile.web.voice.wording import group_name


@dataclass(frozen=True, slots=True)
class Here:
    """A wave that is open, and the units for whose people this person hands out cards."""

    wave: WaveView
    units: tuple[int, ...]

    def cell(self, pk: int) -> CellCards:
        found = next((one for one in cards_of(self.wave.id, self.units) if one.cell_id == pk), None)
        if found is None:
            raise Http404
        return found


def _here(request: HttpRequest, wave: UUID) -> Here:
    units = units_for(request.user, Deed.HAND_OUT_CODES, today=today()).values_list("pk", flat=True)
    found = wave_or_404(wave)
    if found.state != "open":
        raise Http404
    return Here(found, tuple(units))


@allowed(Deed.HAND_OUT_CODES)
@require_safe
def overview(request: HttpRequest, wave: UUID) -> HttpResponse:
    here = _here(request, wave)
    rows = [
        {"cell": cell, "name": group_name(cell.name, cell.layer)}
        for cell in cards_of(here.wave.id, here.units)
    ]
    crumbs = [(_("Waves"), reverse("office:waves")), (here.wave.name, "")]
    return render(request, "office/waves/cards.html", {"wave": here.wave, "rows": rows, "crumbs": crumbs})


@allowed(Deed.HAND_OUT_CODES)
@require_safe
def cell_page(request: HttpRequest, wave: UUID, cell: int) -> HttpResponse:
    here = _here(request, wave)
    found = here.cell(cell)
    context: dict[str, Any] = {
        "wave": here.wave,
        "cell": found,
        "name": group_name(found.name, found.layer),
        "names": names_to_tick(here.wave.id, here.units, cell_id=cell),
        "crumbs": [
            (_("Waves"), reverse("office:waves")),
            (here.wave.name, reverse("office:wave-cards", args=[here.wave.public_id])),
            (found.name, ""),
        ],
    }
    return render(request, "office/waves/cell.html", context)


@allowed(Deed.HAND_OUT_CODES)
@require_POST
def sheet(request: HttpRequest, wave: UUID, cell: int) -> HttpResponse:
    """Makes the codes and shows them, once: they are kept hashed."""
    here = _here(request, wave)
    found = here.cell(cell)
    raw = request.POST.get("count", "")
    count = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 5 else 0
    try:
        codes = print_cards(
            here.wave.public_id, cell_id=cell, count=count, actor=signed_in_user(request), now=clock()
        )
    except VoiceProblem as problem:
        went_wrong(request, str(problem))
        return redirect("office:wave-cell", here.wave.public_id, cell)
    link = settings.ADDRESS + reverse("card-answer", args=[here.wave.public_id])
    context = {
        "wave": here.wave,
        "cell": found,
        "name": group_name(found.name, found.layer),
        "codes": codes,
        "link": link,
        "start": settings.ADDRESS + reverse("card-start"),
        "qr": segno.make(link, error="m").svg_data_uri(scale=4, border=2),
    }
    response = render(request, "office/waves/sheet.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@allowed(Deed.HAND_OUT_CODES)
@require_POST
def tick(request: HttpRequest, wave: UUID, cell: int) -> HttpResponse:
    here = _here(request, wave)
    here.cell(cell)
    raw = request.POST.get("employee", "")
    names = {str(one.employee_id): one for one in names_to_tick(here.wave.id, here.units, cell_id=cell)}
    one = names.get(raw)
    if one is None:
        raise Http404
    change = untick if "undo" in request.POST else tick_off
    try:
        change(here.wave.public_id, employee_id=one.employee_id, now=clock())
    except VoiceProblem as problem:
        went_wrong(request, str(problem))
    else:
        said = _("%(name)s was ticked off.") if change is tick_off else _("%(name)s is no longer ticked off.")
        toast(request, said % {"name": one.name})
    return redirect("office:wave-cell", here.wave.public_id, cell)
