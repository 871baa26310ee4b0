"""Who has which role, from when; given and ended by administrators."""

from typing import Final

from django.core.paginator import Paginator
from django.db.models import Case, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from extramile.core.clock import now as read_clock
from extramile.people.access import OFFICE_ROLES, Deed
from extramile.people.models import Role, RoleKind
from extramile.people.operations import add_user, end_role, grant_role
from extramile.people.problems import Refused
from extramile.people.queries import running
from extramile.web.access import allowed, signed_in_user, today
from extramile.web.office.people.fields import units_list
from extramile.web.office.people.forms import ROLE_NAMES, ReaderForm, RoleForm, refuse
from extramile.web.office.people.places import places
from extramile.web.toasts import toast, went_wrong

KINDS: Final = tuple(reversed(ROLE_NAMES))
ROLES_A_PAGE: Final = 50

manage = allowed(Deed.MANAGE_ROLES)


@manage
def roles(request: HttpRequest) -> HttpResponse:
    return _page(request, RoleForm(initial={"started_on": today(), "kind": RoleKind.MANAGER}), ReaderForm())


def _given(who: str) -> QuerySet[Role]:
    """The roles that run, the few of the office first; of whoever has this in the name, or is coached."""
    rank = Case(*(When(kind=kind, then=place) for place, kind in enumerate(KINDS)), default=len(KINDS))
    found = Role.objects.filter(running(today())).select_related("user", "unit", "employee")
    if who:
        found = found.filter(Q(user__name__icontains=who) | Q(employee__name__icontains=who))
    return found.order_by(rank, "user__name", "pk")


def _page(request: HttpRequest, form: RoleForm, reader_form: ReaderForm) -> HttpResponse:
    who = request.GET.get("who", "").replace("\x00", "").strip()[:200]
    page = Paginator(_given(who), ROLES_A_PAGE).get_page(request.GET.get("page"))
    by_kind = {kind: [role for role in page if role.kind == kind] for kind in KINDS}
    context = {
        "groups": [
            (ROLE_NAMES[kind], given, kind in OFFICE_ROLES) for kind, given in by_kind.items() if given
        ],
        "page": page,
        "who": who,
        "form": form,
        "reader_form": reader_form,
        "units": units_list(),
        "places": places(request),
    }
    return render(request, "office/people/roles.html", context)


@require_POST
@manage
def grant(request: HttpRequest) -> HttpResponse:
    form = RoleForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        try:
            role = grant_role(
                values["who"],
                values["kind"],
                unit=values["unit"],
                employee=values["employee"],
                started_on=values["started_on"],
                actor=signed_in_user(request),
                now=read_clock(),
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            words = {"name": role.user, "role": ROLE_NAMES[RoleKind(role.kind)]}
            toast(request, _("%(name)s is now %(role)s.") % words)
            return HttpResponseRedirect(reverse("office:roles"))
    return _page(request, form, ReaderForm())


@require_POST
@manage
def end(request: HttpRequest, pk: int) -> HttpResponse:
    role = get_object_or_404(Role.objects.select_related("user"), pk=pk)
    if role.kind == RoleKind.ADMINISTRATOR and not _another_administrator(role):
        went_wrong(request, _("This is the last administrator. Give somebody else that role first."))
    else:
        end_role(role, on=today(), actor=signed_in_user(request), now=read_clock())
        toast(request, _("%(name)s no longer has this role.") % {"name": role.user})
    return HttpResponseRedirect(reverse("office:roles"))


def _another_administrator(role: Role) -> bool:
    others = Role.objects.filter(running(today()), kind=RoleKind.ADMINISTRATOR, user__is_active=True)
    return others.exclude(pk=role.pk).exclude(user__employee__ended_on__lte=today()).exists()


@require_POST
@manage
def add_reader(request: HttpRequest) -> HttpResponse:
    """Somebody who is no employee, such as a member of the board."""
    form = ReaderForm(request.POST)
    if form.is_valid():
        try:
            user = add_user(**form.cleaned_data, now=read_clock(), actor=signed_in_user(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            toast(request, _("%(name)s can sign in now. Give a role too.") % {"name": user})
            return HttpResponseRedirect(reverse("office:roles"))
    return _page(request, RoleForm(initial={"started_on": today()}), form)
