"""What the organisation chooses: its name, its colour, the fewest answers for a figure."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from extramile.core import audit
from extramile.core.clock import now as read_clock
from extramile.core.preferences import choose, preferences
from extramile.people.access import Deed
from extramile.web.access import allowed, signed_in_user
from extramile.web.office.people.forms import SettingsForm
from extramile.web.toasts import toast


@allowed(Deed.CHOOSE_SETTINGS)
def settings_page(request: HttpRequest) -> HttpResponse:
    before = asdict(preferences())
    form = SettingsForm(request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        changed = {name: form.cleaned_data[name] for name in form.changed_data}
        if changed:
            choose(**changed)
            audit.record(
                "core.settings.chosen",
                actor=signed_in_user(request),
                now=read_clock(),
                subject_type="settings",
                before={name: before[name] for name in changed},
                after=changed,
            )
        toast(request, _("Saved."))
        return HttpResponseRedirect(reverse("office:settings"))
    return render(request, "office/people/settings.html", {"form": form})
