"""The office: where insights owners and administrators work. One folder a subject."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "office"
urlpatterns: list[URLPattern | URLResolver] = [
    path("imports/", include("extramile.web.office.imports.urls")),
    path("exports/", include("extramile.web.office.exports.urls")),
    path("people/", include("extramile.web.office.people.urls")),
    path("customers/", include("extramile.web.office.customers.urls")),
    path("questionnaires/", include("extramile.web.office.questionnaires.urls")),
    path("asking/", include("extramile.web.office.asking.urls")),
    path("studies/", include("extramile.web.office.studies.urls")),
    path("changes/", include("extramile.web.office.changes.urls")),
    path("rollouts/", include("extramile.web.office.rollouts.urls")),
    path("need/", include("extramile.web.office.need.urls")),
    path("waves/", include("extramile.web.office.waves.urls")),
    path("explore/", include("extramile.web.office.explore.urls")),
]
