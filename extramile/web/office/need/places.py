"""The pages of the evidence that this person may open, for the row of links above them."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from extramile.people import access
from extramile.people.access import Deed
from extramile.web.access import today


def tabs(request: HttpRequest) -> list[dict[str, Any]]:
    deeds = access.deeds(request.user, today=today())
    reads = {Deed.READ_FINDINGS, Deed.STATE_STUDIES}
    places = [
        ("office:studies", _("Questions and answers"), reads),
        ("office:changes", _("What began when"), {Deed.STATE_STUDIES}),
        ("office:rollouts", _("Begin by lot"), {Deed.STATE_STUDIES}),
        ("office:need", _("What it would take"), {*reads, Deed.RUN_WAVES}),
    ]
    here = request.resolver_match.view_name if request.resolver_match else ""
    return [
        {"label": label, "url": reverse(name), "is_current": name == here}
        for name, label, wanted in places
        if deeds & wanted
    ]
