"""What does not fit in the bar: further places, what is mine, language, light or dark, sign out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from extramile.web.access import signed_in, signed_in_user, today
from extramile.web.navigation import Person, person_of


def _mine(person: Person) -> list[tuple[str, str]]:
    links = [(_("My devices and passkeys"), reverse("account"))]
    if person.is_employee:
        links += [
            (_("What I kept"), reverse("monitor:kept")),
            (_("Who can see my customers' words"), reverse("monitor:who-sees-me")),
        ]
    return links


@signed_in
def more(request: HttpRequest) -> HttpResponse:
    person = person_of(signed_in_user(request), today=today())
    return render(request, "house/more.html", {"mine": _mine(person)})
