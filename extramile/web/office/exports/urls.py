from django.urls import URLPattern, URLResolver, path

from extramile.web.office.exports import pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.overview, name="exports"),
    path("responses", pages.responses, name="export-responses"),
    path("jobs", pages.jobs, name="export-jobs"),
    path("people", pages.people, name="export-people"),
    path("units", pages.units, name="export-units"),
]
