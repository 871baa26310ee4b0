"""Employees: a list to find somebody in, and a page for each."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from extramile.core import audit
from extramile.core.clock import now as read_clock
from extramile.people import access
from extramile.people.access import Deed
from extramile.people.models import Employee, Role, Unit
from extramile.people.operations import (
    add_employee,
    change_employee,
    end_employee,
    move_employee,
    take_back_employee,
)
from extramile.people.problems import Refused
from extramile.people.queries import running
from extramile.web.access import allowed, signed_in_user, today
from extramile.web.account.sessions import end_sessions_of
from extramile.web.office.people.fields import units_list
from extramile.web.office.people.forms import (
    ROLE_NAMES,
    EndForm,
    MoveForm,
    NewPersonForm,
    PersonForm,
    refuse,
)
from extramile.web.office.people.places import places
from extramile.web.toasts import toast

PAGE = 50
manage = allowed(Deed.MANAGE_PEOPLE)


@manage
def people(request: HttpRequest) -> HttpResponse:
    found = _found(request)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    here = list(page.object_list)
    context = {
        "page": page,
        "people": [(one, teams.get(one.pk)) for teams in [_teams(here)] for one in here],
        "search": request.GET.get("q", ""),
        "left": "left" in request.GET,
        "anybody": Employee.objects.exists(),
        "places": places(request),
    }
    return render(request, "office/people/people.html", context)


def _found(request: HttpRequest) -> QuerySet[Employee]:
    """By a part of the name, the number, the address or the team."""
    here = Q(ended_on__isnull=True) | Q(ended_on__gt=today())
    found = Employee.objects.filter(~here if "left" in request.GET else here)
    search = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    if search:
        inside = running(today(), prefix="memberships__") & Q(memberships__unit__name__icontains=search)
        matches = Q(name__icontains=search) | Q(external_id__iexact=search) | Q(email__icontains=search)
        found = found.filter(Q(pk__in=Employee.objects.filter(inside).values("pk")) | matches)
    return found.order_by("name", "pk")


def _teams(employees: list[Employee]) -> dict[int, str]:
    inside = Unit.objects.filter(
        running(today(), prefix="memberships__"), memberships__employee__in=employees
    )
    return dict(inside.values_list("memberships__employee", "name"))


@manage
def new_person(request: HttpRequest) -> HttpResponse:
    form = NewPersonForm(request.POST or None, initial={"started_on": today()})
    if request.method == "POST" and form.is_valid():
        try:
            employee = add_employee(**form.cleaned_data, now=read_clock(), actor=signed_in_user(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            toast(request, _("%(name)s was added.") % {"name": employee.name})
            return HttpResponseRedirect(reverse("office:person", args=[employee.pk]))
    return render(request, "office/people/new_person.html", {"form": form, "units": units_list()})


@manage
def person(request: HttpRequest, pk: int) -> HttpResponse:
    employee = get_object_or_404(Employee.objects.select_related("user"), pk=pk)
    form = PersonForm(request.POST or None, initial=_initial(employee))
    if not access.may_change_address(request.user, employee, today=today()):
        form.fields["email"].disabled = True
        form.fields["email"].help_text = _(
            "Only an administrator changes the address of somebody with this role."
        )
    if request.method == "POST" and form.is_valid():
        try:
            _change(request, employee, form)
        except Refused as refused:
            refuse(form, refused)
        else:
            toast(request, _("Saved."))
            return HttpResponseRedirect(reverse("office:person", args=[employee.pk]))
    return render(request, "office/people/person.html", _page(employee, form))


def _initial(employee: Employee) -> dict[str, Any]:
    return {key: getattr(employee, key) or "" for key in ("name", "email", "mobile", "language")}


def _change(request: HttpRequest, employee: Employee, form: PersonForm) -> None:
    changed = {key: form.cleaned_data[key] for key in form.changed_data}
    if changed:
        change_employee(employee, now=read_clock(), actor=signed_in_user(request), **changed)


def _page(employee: Employee, form: PersonForm, **more: Any) -> dict[str, Any]:
    day = today()
    gone = employee.ended_on is not None and employee.ended_on <= day
    roles = Role.objects.filter(running(day), user__employee=employee).select_related("unit", "employee")
    return {
        "employee": employee,
        "crumbs": [(_("People"), reverse("office:people")), (employee.name, "")],
        "form": form,
        "gone": gone,
        "memberships": employee.memberships.select_related("unit").order_by("-started_on"),
        "roles": [(ROLE_NAMES[role.kind], role.unit or role.employee) for role in roles],  # type: ignore[index]
        "viewers": access.who_can_see(employee, today=day),
        "move_form": MoveForm(initial={"on": day}, prefix="move"),
        "end_form": EndForm(initial={"on": day}, prefix="end"),
        "units": units_list(),
        **more,
    }


@require_POST
@manage
def move(request: HttpRequest, pk: int) -> HttpResponse:
    employee = get_object_or_404(Employee, pk=pk)
    form = MoveForm(request.POST, prefix="move")
    if form.is_valid():
        to, on = form.cleaned_data["to"], form.cleaned_data["on"]
        actor, now = signed_in_user(request), read_clock()
        try:
            if employee.ended_on is not None and employee.ended_on <= on:
                take_back_employee(employee, team=to, on=on, now=now, actor=actor)
            else:
                move_employee(employee, to=to, on=on, now=now, actor=actor)
        except Refused as refused:
            refuse(form, refused)
        else:
            toast(request, _("%(name)s is in %(team)s from then on.") % {"name": employee.name, "team": to})
            return HttpResponseRedirect(reverse("office:person", args=[pk]))
    page = _page(employee, PersonForm(initial=_initial(employee)), move_form=form)
    return render(request, "office/people/person.html", page)


@require_POST
@manage
def end(request: HttpRequest, pk: int) -> HttpResponse:
    employee = get_object_or_404(Employee.objects.select_related("user"), pk=pk)
    form = EndForm(request.POST, prefix="end")
    if form.is_valid():
        try:
            end_employee(
                employee, on=form.cleaned_data["on"], now=read_clock(), actor=signed_in_user(request)
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            if employee.user is not None and form.cleaned_data["on"] <= today():
                end_sessions_of(employee.user)
            toast(request, _("%(name)s has left. The past stays.") % {"name": employee.name})
            return HttpResponseRedirect(reverse("office:person", args=[pk]))
    page = _page(employee, PersonForm(initial=_initial(employee)), end_form=form)
    return render(request, "office/people/person.html", page)


@require_POST
@manage
def end_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    """A phone was lost: sign this person out everywhere."""
    employee = get_object_or_404(Employee.objects.select_related("user"), pk=pk)
    if employee.user is not None:
        count = end_sessions_of(employee.user)
        audit.record(
            "account.sessions.ended",
            actor=signed_in_user(request),
            now=read_clock(),
            subject_type="user",
            subject_id=employee.user.pk,
            count=count,
        )
    toast(request, _("%(name)s is signed out everywhere.") % {"name": employee.name})
    return HttpResponseRedirect(reverse("office:person", args=[pk]))
