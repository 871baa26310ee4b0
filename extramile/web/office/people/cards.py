"""Cards with a QR code, a sheet a team: for people without company mail."""

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from extramile.core.clock import now as read_clock
from extramile.people.access import Deed, units_for_cards
from extramile.people.models import Card, Employee, Role, Unit
from extramile.people.operations import PrintedCard, make_cards, revoke_card
from extramile.people.operations.cards import NOT_BY_CARD
from extramile.people.problems import Refused
from extramile.people.queries import members, running
from extramile.web.access import allowed, signed_in_user, today
from extramile.web.office.people.places import places
from extramile.web.toasts import toast, went_wrong

print_cards = allowed(Deed.MANAGE_CARDS)


@print_cards
def cards(request: HttpRequest) -> HttpResponse:
    """The teams somebody may print for, with people in them."""
    mine = units_for_cards(request.user, today=today())
    inside = running(today(), prefix="memberships__")
    teams = mine.filter(inside).distinct().select_related("parent").order_by("path")
    return render(request, "office/people/cards.html", {"teams": teams, "places": places(request)})


def _team(request: HttpRequest, pk: int) -> Unit:
    return get_object_or_404(units_for_cards(request.user, today=today()), pk=pk)


def _people(team: Unit) -> list[tuple[Employee, Card | None, bool]]:
    """Everybody in the team, with the card that works and whether a card may be printed at all."""
    inside = list(members(team, day=today()))
    newest = {card.employee_id: card for card in Card.objects.filter(employee__in=inside, revoked_at=None)}
    users = [one.user_id for one in inside]
    more = set(
        Role.objects.filter(running(today()), user__in=users, kind__in=NOT_BY_CARD).values_list(
            "user_id", flat=True
        )
    )
    return [(one, newest.get(one.pk), one.user_id not in more) for one in inside]


@print_cards
def team_cards(request: HttpRequest, pk: int) -> HttpResponse:
    team = _team(request, pk)
    people = _people(team)
    context = {"team": team, "people": people, "has_anybody": any(may for _one, _card, may in people)}
    return render(request, "office/people/team_cards.html", context)


@require_POST
@print_cards
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Makes the cards and shows the sheet, once: token and PIN cannot be read again."""
    team = _team(request, pk)
    wanted = set(request.POST.getlist("employee"))
    chosen = [one for one, _card, may in _people(team) if may and str(one.pk) in wanted]
    if not chosen:
        went_wrong(request, _("Choose for whom you want to print a card."))
        return HttpResponseRedirect(reverse("office:team-cards", args=[pk]))
    try:
        made = make_cards(chosen, actor=signed_in_user(request), now=read_clock())
    except Refused as refused:
        raise Http404 from refused
    printed = [(card, link_of(card), qr_of(link_of(card))) for card in made]
    response = render(request, "office/people/sheet.html", {"team": team, "printed": printed})
    response.headers["Cache-Control"] = "no-store"
    return response


def link_of(card: PrintedCard) -> str:
    return settings.ADDRESS + reverse("card", args=[card.token])


def qr_of(link: str) -> str:
    """An SVG as a data address: the policy of our pages allows that for images."""
    return segno.make(link, error="m").svg_data_uri(scale=4, border=2)


@require_POST
@print_cards
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    card = get_object_or_404(Card.objects.select_related("employee"), pk=pk, revoked_at=None)
    mine = units_for_cards(request.user, today=today())
    team = mine.filter(running(today(), prefix="memberships__"), memberships__employee=card.employee).first()
    if team is None:
        raise Http404
    revoke_card(card, actor=signed_in_user(request), now=read_clock())
    toast(request, _("The card of %(name)s no longer works.") % {"name": card.employee})
    return HttpResponseRedirect(reverse("office:team-cards", args=[team.pk]))
