"""The organisation as a tree."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from extramile.core.clock import now as read_clock
from extramile.people.access import Deed
from extramile.people.models import Membership, Unit
from extramile.people.operations import add_unit, change_unit, close_unit, move_unit
from extramile.people.problems import Refused
from extramile.people.queries import ids_of_path, members, path_names, running, time_zone_of
from extramile.web.access import allowed, signed_in_user, today
from extramile.web.office.people.fields import units_list
from extramile.web.office.people.forms import KIND_NAMES, MoveUnitForm, NewUnitForm, UnitForm, refuse
from extramile.web.office.people.places import places
from extramile.web.toasts import toast, went_wrong

manage = allowed(Deed.MANAGE_PEOPLE)
OPEN_TO_DEPTH = 3


@dataclass(slots=True)
class Branch:
    """One unit with how many people are in it and below it, and the branches below it."""

    unit: Unit
    kind: str | Promise
    count: int
    below: list["Branch"]
    is_open: bool


def tree(units: list[Unit], counts: Counter[int]) -> list[Branch]:
    """From one list of units, without a query for each."""
    branches = {
        unit.pk: Branch(
            unit=unit,
            kind=KIND_NAMES.get(unit.kind, unit.kind),  # type: ignore[call-overload]
            count=0,
            below=[],
            is_open=unit.depth < OPEN_TO_DEPTH,
        )
        for unit in units
    }
    for unit in units:
        for above in ids_of_path(unit.path):
            branches[above].count += counts[unit.pk]
    top: list[Branch] = []
    for unit in sorted(units, key=lambda one: (one.depth, one.name.casefold())):
        siblings = branches[unit.parent_id].below if unit.parent_id else top
        siblings.append(branches[unit.pk])
    return top


@manage
def units(request: HttpRequest) -> HttpResponse:
    inside = Membership.objects.filter(running(today())).values_list("unit_id", flat=True)
    branches = tree(list(Unit.objects.all()), Counter(inside))
    return render(request, "office/people/units.html", {"branches": branches, "places": places(request)})


@manage
def new_unit(request: HttpRequest) -> HttpResponse:
    parent = Unit.objects.filter(pk=_number(request.GET.get("below"))).first()
    initial = {"parent": "/".join(path_names(parent)) if parent else "", "kind": "team"}
    form = NewUnitForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            unit = add_unit(
                values["name"],
                kind=values["kind"],
                parent=values["parent"],
                external_id=values["external_id"] or None,
                time_zone=values["time_zone"],
                actor=signed_in_user(request),
                now=read_clock(),
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            toast(request, _("%(name)s was added.") % {"name": unit.name})
            return HttpResponseRedirect(reverse("office:units"))
    return render(request, "office/people/new_unit.html", {"form": form, "units": units_list()})


def _number(raw: str | None) -> int:
    return int(raw) if raw and raw.isdigit() and len(raw) < 18 else 0


@manage
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Unit.objects.select_related("parent"), pk=pk)
    form = UnitForm(request.POST or None, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        changed = {key: form.cleaned_data[key] for key in form.changed_data}
        try:
            if changed:
                change_unit(found, actor=signed_in_user(request), now=read_clock(), **changed)
        except Refused as refused:
            refuse(form, refused)
        else:
            toast(request, _("Saved."))
            return HttpResponseRedirect(reverse("office:unit", args=[pk]))
    return render(request, "office/people/unit.html", _page(found, form))


def _initial(found: Unit) -> dict[str, Any]:
    return {key: getattr(found, key) or "" for key in ("name", "kind", "external_id", "time_zone")}


def _page(found: Unit, form: UnitForm, **more: Any) -> dict[str, Any]:
    above = Unit.objects.filter(pk__in=ids_of_path(found.path)).order_by("depth")
    crumbs = [(one.name, reverse("office:unit", args=[one.pk])) for one in above if one.pk != found.pk]
    return {
        "unit": found,
        "crumbs": [(_("Organisation"), reverse("office:units")), *crumbs, (found.name, "")],
        "form": form,
        "move_form": MoveUnitForm(prefix="move"),
        "members": list(members(found, day=today())[:200]),
        "below": found.children.order_by("name"),
        "zone": time_zone_of(found.pk).key,
        "units": units_list(),
        **more,
    }


@require_POST
@manage
def move(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Unit.objects.select_related("parent"), pk=pk)
    form = MoveUnitForm(request.POST, prefix="move")
    if form.is_valid():
        try:
            move_unit(found, to=form.cleaned_data["to"], actor=signed_in_user(request), now=read_clock())
        except Refused as refused:
            form.add_error("to", str(refused))
        else:
            toast(request, _("%(name)s moved, with everything below it.") % {"name": found.name})
            return HttpResponseRedirect(reverse("office:unit", args=[pk]))
    page = _page(found, UnitForm(initial=_initial(found)), move_form=form)
    return render(request, "office/people/unit.html", page)


@require_POST
@manage
def close(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Unit, pk=pk)
    try:
        close_unit(found, on=today(), actor=signed_in_user(request), now=read_clock())
    except Refused as refused:
        went_wrong(request, str(refused))
    else:
        toast(request, _("%(name)s is closed. Its past stays.") % {"name": found.name})
    return HttpResponseRedirect(reverse("office:unit", args=[pk]))
