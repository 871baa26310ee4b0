"""Reports to the board: the list, a report in a language, on paper, and what its author does with it."""

from django.urls import URLPattern, URLResolver, path

from extramile.web.board import authoring, delivering, handing, pages, paper

app_name = "board"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.overview, name="reports"),
    path("new", authoring.make, name="report-new"),
    path("<uuid:report>/", pages.report, name="report"),
    path("<uuid:report>/state", pages.progress, name="report-state"),
    path("<uuid:report>/anew", authoring.anew, name="report-anew"),
    path("<uuid:report>/remark", authoring.add_remark, name="report-remark"),
    path("<uuid:report>/remark/<int:number>/back", authoring.drop_remark, name="report-remark-back"),
    path("<uuid:report>/words/<int:number>/out", authoring.words_out, name="report-words-out"),
    path("<uuid:report>/words/<int:number>/back", authoring.words_back, name="report-words-back"),
    path("<uuid:report>/final", authoring.make_final, name="report-final"),
    path("<uuid:report>/deliver", delivering.send, name="report-deliver"),
    path("<uuid:report>/handed", handing.note, name="report-handed"),
    path("<uuid:report>/handed/<int:number>/back", handing.strike, name="report-handed-back"),
    path("<uuid:report>/withdraw", delivering.take_away, name="report-withdraw"),
    path("<uuid:report>/<slug:language>/", pages.report_in, name="report-in"),
    path("<uuid:report>/<slug:language>/paper", paper.paper, name="report-paper"),
]
