from django.urls import URLPattern, URLResolver, path

from extramile.web.office.imports import columns, pages, upload

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.overview, name="imports"),
    path("new", upload.new, name="import-new"),
    path("<int:pk>/", pages.batch, name="import"),
    path("<int:pk>/progress", pages.progress, name="import-progress"),
    path("<int:pk>/columns", columns.columns, name="import-columns"),
    path("<int:pk>/sheet", columns.sheet, name="import-sheet"),
    path("<int:pk>/problems.csv", pages.problems_file, name="import-problems"),
    path("<int:pk>/cancel", pages.cancel, name="import-cancel"),
    path("<int:pk>/go-on", pages.resume, name="import-go-on"),
]
