"""Keys for programs: made, shown once, revoked."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from extramile.core.clock import now as read_clock
from extramile.people.access import Deed
from extramile.people.models import ApiKey
from extramile.people.operations import make_api_key, revoke_api_key
from extramile.web.access import allowed, signed_in_user
from extramile.web.office.people.forms import SCOPE_NAMES, KeyForm
from extramile.web.toasts import toast

manage = allowed(Deed.MANAGE_API_KEYS)


@manage
def api_keys(request: HttpRequest) -> HttpResponse:
    """A new key is in the answer to the form itself, and nowhere else ever again."""
    form, secret = KeyForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        _key, secret = make_api_key(
            values["name"], scopes=values["scopes"], actor=signed_in_user(request), now=read_clock()
        )
        form = KeyForm()
    keys = ApiKey.objects.select_related("created_by").order_by("revoked_at", "-created_at")
    context = {
        "keys": [(key, [SCOPE_NAMES.get(scope, scope) for scope in key.scopes]) for key in keys],
        "form": form,
        "secret": secret,
    }
    response = render(request, "office/people/keys.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
@manage
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    key = get_object_or_404(ApiKey, pk=pk)
    revoke_api_key(key, actor=signed_in_user(request), now=read_clock())
    toast(request, _("“%(name)s” no longer opens anything.") % {"name": key.name})
    return HttpResponseRedirect(reverse("office:api-keys"))
