from django.urls import URLPattern, URLResolver, path

from extramile.web.office.exports import pages, ready

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.overview, name="exports"),
    path("responses", pages.responses, name="export-responses"),
    path("jobs", pages.jobs, name="export-jobs"),
    path("people", pages.people, name="export-people"),
    path("units", pages.units, name="export-units"),
    path("<int:pk>/progress", ready.progress, name="export-progress"),
    path("<int:pk>/file", ready.file, name="export-file"),
    path("<int:pk>/stop", ready.stop, name="export-stop"),
    path("<int:pk>/remove", ready.remove, name="export-remove"),
]
