"""Every address of the program. Each door keeps its own list."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("extramile.web.answer.urls")),
    path("", include("extramile.web.monitor.urls")),
    path("", include("extramile.web.mail.urls")),
    path("", include("extramile.web.asking.urls")),
    path("", include("extramile.web.voice.apart.urls")),
    path("voice/", include("extramile.web.voice.urls")),
    path("board/", include("extramile.web.board.urls")),
    path("account/", include("extramile.web.account.urls")),
    path("office/", include("extramile.web.office.urls")),
    path("api/v1/", include("extramile.web.api.urls")),
    path("", include("extramile.web.house.urls")),
]

handler400 = "extramile.web.errors.bad_request"
handler403 = "extramile.web.errors.not_allowed"
handler404 = "extramile.web.errors.not_found"
handler500 = "extramile.web.errors.went_wrong"
