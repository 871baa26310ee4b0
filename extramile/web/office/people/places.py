"""Where one can go among the people pages: what this person may open, and no more."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from extramile.people.access import Deed, deeds
from extramile.web.access import today


def places(request: HttpRequest) -> list[dict[str, object]]:
    mine = deeds(request.user, today=today())
    everywhere = [
        (_("People"), "office:people", Deed.MANAGE_PEOPLE),
        (_("Organisation"), "office:units", Deed.MANAGE_PEOPLE),
        (_("Roles"), "office:roles", Deed.MANAGE_ROLES),
        (_("Cards"), "office:cards", Deed.MANAGE_CARDS),
    ]
    return [
        {"label": label, "url": reverse(name), "is_current": request.path == reverse(name)}
        for label, name, deed in everywhere
        if deed in mine
    ]
