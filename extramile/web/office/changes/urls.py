from django.urls import URLPattern, URLResolver, path

from extramile.web.office.changes import pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.overview, name="changes"),
    path("new", pages.note, name="change-new"),
    path("<uuid:public_id>", pages.change, name="change"),
    path("<uuid:public_id>/more", pages.more, name="change-more"),
    path("<uuid:public_id>/ask", pages.ask, name="change-ask"),
    path("<uuid:public_id>/take-back", pages.take_it_back, name="change-take-back"),
]
