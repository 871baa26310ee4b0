from django.urls import URLPattern, URLResolver, path

from extramile.web.office.need import pages

urlpatterns: list[URLPattern | URLResolver] = [path("", pages.need, name="need")]
