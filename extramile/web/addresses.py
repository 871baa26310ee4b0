"""Which machine asks. Behind our own TLS proxy that is what the proxy wrote, never what the visitor wrote."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The last address in X-Forwarded-For is the one our proxy saw; those before it anybody can make up."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.SECURE:
        return direct
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    try:
        return str(ip_address(forwarded))
    except ValueError:
        return direct
