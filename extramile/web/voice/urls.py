"""Behind a sign-in. What must not know who somebody is stands in `apart/`."""

from django.urls import URLPattern, URLResolver, path

from extramile.web.voice import answering, culture, forward, home, results, talk

app_name = "voice"
UNIT = "<uuid:wave>/results/<int:unit>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("forward/", forward.forward_page, name="forward"),
    path("<uuid:wave>/", answering.wave_page, name="wave"),
    path("<uuid:wave>/answer", answering.answer, name="answer"),
    path("<uuid:wave>/ballot", answering.ballot, name="ballot"),
    path("<uuid:wave>/results/", results.overview, name="results"),
    path(UNIT, results.unit_page, name="unit"),
    path(f"{UNIT}reply/<uuid:comment_id>", results.reply_to, name="reply"),
    path(f"{UNIT}map", culture.map_page, name="map"),
    path(f"{UNIT}talk", talk.talk_page, name="talk"),
]
