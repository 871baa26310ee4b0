"""Waves of the employees' voice: planned, opened, called off; code cards."""

from django.urls import URLPattern, URLResolver, path

from extramile.web.office.waves import cards, pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.overview, name="waves"),
    path("new", pages.make, name="wave-new"),
    path("<uuid:wave>/", pages.wave_page, name="wave"),
    path("<uuid:wave>/state", pages.state, name="wave-state"),
    path("<uuid:wave>/change", pages.change, name="wave-change"),
    path("<uuid:wave>/call-off", pages.call_it_off, name="wave-call-off"),
    path("<uuid:wave>/cards", cards.overview, name="wave-cards"),
    path("<uuid:wave>/cards/<int:cell>/", cards.cell_page, name="wave-cell"),
    path("<uuid:wave>/cards/<int:cell>/print", cards.sheet, name="wave-cell-print"),
    path("<uuid:wave>/cards/<int:cell>/tick", cards.tick, name="wave-cell-tick"),
]
