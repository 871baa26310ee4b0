"""Behind a sign-in. What must not know who somebody is stands in `apart/`."""

from django.urls import URLPattern, URLResolver, path, register_converter

from extramile.web.voice import answering, culture, exporting, forward, home, results, saying, talk


class FileEnding:
    """What a table may be taken out as."""

    regex = "csv|xlsx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FileEnding, "file_ending")
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
    path(f"{UNIT}reply/<uuid:comment_id>", saying.reply_to, name="reply"),
    path(f"{UNIT}below", results.below_page, name="below"),
    path(f"{UNIT}comments", saying.comments_page, name="comments"),
    path(f"{UNIT}results.<file_ending:ending>", exporting.table_file, name="table-file"),
    path(f"{UNIT}comments.<file_ending:ending>", exporting.comments_file, name="comments-file"),
    path(f"{UNIT}map", culture.map_page, name="map"),
    path(f"{UNIT}talk", talk.talk_page, name="talk"),
]
