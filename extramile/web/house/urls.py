"""What belongs to the house and not to a subject: install, offline, language, light and dark."""

from django.urls import URLPattern, URLResolver, path

from extramile.web.house import choices, gallery, health, install, more

urlpatterns: list[URLPattern | URLResolver] = [
    path("more/", more.more, name="more"),
    path("language/", choices.language, name="language"),
    path("theme/", choices.theme, name="theme"),
    path("manifest.webmanifest", install.manifest, name="manifest"),
    path("worker.js", install.worker, name="worker"),
    path("offline/", install.offline, name="offline"),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("metrics", health.metrics, name="metrics"),
    path("gallery/", gallery.gallery, name="gallery"),
]
