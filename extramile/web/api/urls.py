from django.urls import URLPattern, URLResolver, path

from extramile.web.api.api import api

urlpatterns: list[URLPattern | URLResolver] = [path("", api.urls)]
