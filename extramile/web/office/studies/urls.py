from django.urls import URLPattern, URLResolver, path

from extramile.web.office.studies import deeds, pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.overview, name="studies"),
    path("new", deeds.make, name="study-new"),
    path("<uuid:public_id>", pages.study, name="study"),
    path("<uuid:public_id>/change", deeds.change, name="study-change"),
    path("<uuid:public_id>/freeze", deeds.freeze_it, name="study-freeze"),
    path("<uuid:public_id>/discard", deeds.discard_it, name="study-discard"),
    path("<uuid:public_id>/retire", deeds.retire_it, name="study-retire"),
    path("<uuid:public_id>/run", deeds.run, name="study-run"),
    path("runs/<uuid:run_id>", pages.read_then, name="study-read-then"),
    path("runs/<uuid:run_id>/again", deeds.again, name="study-again"),
    path("runs/<uuid:run_id>/progress", pages.progress, name="study-progress"),
    path("runs/<uuid:run_id>/bundle", pages.bundle, name="study-bundle"),
]
