"""Sign in with a code by e-mail; sign out."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.stagekit import clear_login
from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from extramile.web.account.next import safe_next
from extramile.web.account.sessions import end, remember_shared, wipe


class SignIn(RequestLoginCodeView):  # type: ignore[misc]
    """One field. What follows is the same for an address that we know and one that we don't."""

    template_name = "account/sign_in.html"

    def form_valid(self, form: Any) -> HttpResponse:
        remember_shared(self.request, shared=form.cleaned_data["shared"])
        if form._user is None:
            get_adapter().send_mail("account/email/unknown_account", form.cleaned_data["email"], {})
        response: HttpResponse = super().form_valid(form)
        return response


class Code(ConfirmLoginCodeView):  # type: ignore[misc]
    template_name = "account/code.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        email = self._process.state.get("email", "")
        return {**super().get_form_kwargs(), "email": email}

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        if isinstance(response, HttpResponseRedirect):
            messages.error(self.request, _("That was not the code, three times. Ask for a new one."))
        return response


@never_cache
@require_POST
def start_over(request: HttpRequest) -> HttpResponse:
    """Forget the address that a code was sent to, and ask again."""
    clear_login(request)
    goal = safe_next(request, default="")
    query = f"?{urlencode({'next': goal})}" if goal else ""
    return HttpResponseRedirect(reverse("account_login") + query)


@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Also wipes what this browser keeps to be read offline."""
    goal = safe_next(request, default="")
    end(request)
    messages.success(request, _("You are signed out."))
    query = f"?{urlencode({'next': goal})}" if goal else ""
    return wipe(HttpResponseRedirect(reverse("account_login") + query))
