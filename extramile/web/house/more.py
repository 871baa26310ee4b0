"""Everything that does not fit in the bar: further places, language, light or dark, sign out."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from extramile.web.access import signed_in


@signed_in
def more(request: HttpRequest) -> HttpResponse:
    return render(request, "house/more.html", {"languages": settings.LANGUAGES})
