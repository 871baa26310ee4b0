"""One tap to be one of the demo people. Only in demo mode, only from this very machine."""

from ipaddress import ip_address

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from extramile.core.tokens import read_link_token
from extramile.people.models import User


def is_loopback(request: HttpRequest) -> bool:
    """Asked on the loopback by a name of the loopback: a proxy's visitor or a foreign host does not count."""
    if "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META:
        return False
    host = (
        request.get_host().rpartition(":")[0] if not request.get_host().endswith("]") else request.get_host()
    )
    host = (host or request.get_host()).strip("[]")
    return _is_loopback_address(str(request.META.get("REMOTE_ADDR", ""))) and (
        host == "localhost" or _is_loopback_address(host)
    )


def _is_loopback_address(text: str) -> bool:
    try:
        return ip_address(text).is_loopback
    except ValueError:
        return False


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def demo(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows one button and changes nothing; the press signs in."""
    number = read_link_token("demo", token)
    if not settings.DEMO or number is None or not is_loopback(request):
        raise Http404
    person = User.objects.filter(pk=number, is_active=True).select_related("employee").first()
    if person is None:
        raise Http404
    if request.method == "POST":
        return _sign_in(request, person)
    return render(request, "account/demo.html", {"person": person})


def _sign_in(request: HttpRequest, person: User) -> HttpResponse:
    if request.user.is_authenticated and request.user != person:
        request.session.flush()
    request.session["card"] = 0  # nobody is offered a passkey for a demo person
    record_authentication(request, person, method="demo")
    response: HttpResponse = perform_login(request, Login(user=person, redirect_url="/"))
    return response
