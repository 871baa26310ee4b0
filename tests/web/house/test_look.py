"""Figures, dates and scores as the screens write them."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from extramile.board.content import Mark, Picture, PictureKind, Scale
from extramile.engagement.operations import ship_ready_made
from extramile.invitations.operations import ship_default_plan
from extramile.questionnaires.models import Questionnaire
from extramile.web.drawing.trends import HEIGHT, line_of
from extramile.web.drawing.worded import Worded
from extramile.web.naming import NAMES, called
from extramile.web.templatetags import look
from tests.cast import Cast


@dataclass(frozen=True)
class _Ticked:
    label: str
    count: int


NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)  # a Wednesday


def render(text: str, **context: Any) -> str:
    return Template("{% load look %}" + text).render(Context(context))


@pytest.mark.parametrize(
    ("points", "text"),
    [(61, "+61"), (0, "0"), (-12.4, "−12"), (-0.4, "0"), (0.4, "0"), (None, "–"), (100, "+100")],
)
def test_signed(points: float | None, text: str) -> None:
    assert look.signed(points) == text


@pytest.mark.parametrize(
    ("moment", "english", "dutch"),
    [
        (datetime(2026, 3, 4, 8, 40, tzinfo=UTC), "today 09:40", "vandaag 09:40"),
        (datetime(2026, 3, 3, 23, 30, tzinfo=UTC), "today 00:30", "vandaag 00:30"),  # Amsterdam's midnight
        (datetime(2026, 3, 3, 9, 0, tzinfo=UTC), "yesterday 10:00", "gisteren 10:00"),
        (datetime(2026, 2, 27, 9, 0, tzinfo=UTC), "Friday", "vrijdag"),
        (datetime(2026, 2, 25, 9, 0, tzinfo=UTC), "25 February", "25 februari"),
        (datetime(2025, 2, 25, 9, 0, tzinfo=UTC), "25 February 2025", "25 februari 2025"),
        (datetime(2026, 3, 8, 9, 0, tzinfo=UTC), "8 March", "8 maart"),
        (date(2026, 3, 4), "today", "vandaag"),
    ],
)
def test_when(monkeypatch: pytest.MonkeyPatch, moment: datetime | date, english: str, dutch: str) -> None:
    monkeypatch.setattr(look, "now", lambda: NOON)
    with timezone.override("Europe/Amsterdam"):
        for language, words in (("en", english), ("nl", dutch)):
            with translation.override(language):
                assert f">{words}</time>" in str(look.when(moment))


def test_a_figure_is_never_without_its_interval() -> None:
    text = render("{% figure 61 38 77 38 other=54 other_label='my team' %}")
    for part in ("+61", "38 answers", "between +38 and +77", "my team +54", 'role="img"'):
        assert part in text


@pytest.mark.parametrize("values", ["61 None None 38", "None 38 77 38", "61 38 77 9"])
def test_too_few_answers_show_no_figure(values: str) -> None:
    text = render("{% figure " + values + " minimum=10 %}")
    assert "+61" not in text
    assert "Too few answers yet" in text


def test_the_road_runs_from_minus_to_plus_a_hundred() -> None:
    drawn = look.figure(-100, -100, 100, 20, minimum=10)
    assert 'class="span" x1="0.0" x2="340.0"' in drawn
    assert 'class="point" cx="0.0"' in drawn


def test_coordinates_have_points_in_dutch_too() -> None:
    with translation.override("nl"):
        text = render("{% figure 61.4 38.2 77.7 38 %}")
    assert 'cx="274.4"' in text


def rows(*estimates: float | None) -> list[dict[str, Any]]:
    return [
        {
            "label": f"w{place}",
            "estimate": value,
            "low": None if value is None else value - 10,
            "high": None if value is None else value + 10,
            "n": 20,
        }
        for place, value in enumerate(estimates)
    ]


def test_a_gap_in_the_answers_is_a_gap_in_the_line() -> None:
    drawn = line_of(rows(10, 20, None, 30, 40))
    assert drawn
    assert [line.count(",") for line in drawn.lines] == [2, 2]
    assert len(drawn.bands) == 2
    assert look.trend(rows(10, 20, None, 30, 40)).count("<polyline") == 2


@pytest.mark.parametrize("estimates", [(), (10,), (None, 10, None), (None, None)])
def test_a_trend_needs_two_points(estimates: tuple[float | None, ...]) -> None:
    assert line_of(rows(*estimates)) is None
    assert "The line appears here" in look.trend(rows(*estimates))


def test_a_trend_stays_within_its_frame() -> None:
    drawn = line_of(rows(-100, 100, 0))
    assert drawn
    heights = [float(point.split(",")[1]) for line in drawn.lines for point in line.split()]
    assert min(heights) >= 0
    assert max(heights) <= HEIGHT


def test_words_of_customers_are_never_markup() -> None:
    text = Template(
        '{% include "components/quote.html" with words=words score=3 group="detractor" %}'
    ).render(Context({"words": "<script>alert(1)</script> & co"}))
    assert "<script>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co" in text


def test_nothing_that_is_drawn_becomes_markup() -> None:
    hostile = '"><script>alert(1)</script>{0}'
    for text in (
        look.trend([{**row, "label": hostile} for row in rows(10, 20)], period_label=hostile),
        look.figure(61, 38, 77, 38, other=54, other_label=hostile, sentence=hostile),
        look.segments(hostile, [{"label": hostile, "url": hostile, "is_current": True}]),
        look.bars([_Ticked(hostile, 3)], total=9),
        render(
            '{% include "components/quote.html" with words=x score=3 facts=xs ticks=xs language=x id=x %}',
            x=hostile,
            xs=[hostile],
        ),
        Worded("<p>[word]{}</p>", word=hostile).draw(hostile),
    ):
        assert "<script" not in text
        assert "&quot;&gt;&lt;script&gt;" in text
        assert "{0}" in text


def test_every_component_is_drawn_as_the_gallery_asks_it() -> None:
    rows_of_text = [{"label": "Tidy", "count": 12}]
    assert "12 of 38" in render(
        '{% include "components/bars.html" with items=rows total=38 %}', rows=rows_of_text
    )
    choices = [{"label": "Year", "url": "#", "is_current": True}, {"label": "Ever", "url": "#"}]
    drawn = render('{% include "components/segments.html" with label="Period" choices=rows %}', rows=choices)
    assert drawn.count("aria-current") == 1


def test_words_of_a_pattern_are_in_the_language_of_the_request() -> None:
    pattern = Worded("<b>[none]</b>{}", none=gettext_lazy("No words, only a score."))
    english = pattern.draw("")
    with translation.override("nl"):
        assert pattern.draw("") != english
    assert pattern.draw("") == english


def test_a_period_between_two_gaps_is_a_dot() -> None:
    drawn = line_of(rows(10, None, 20, None, 30, 40))
    assert drawn
    assert [len(run.split()) for run in drawn.lines] == [1, 1, 2]
    assert len(drawn.dots) == 2


@pytest.mark.parametrize(("language", "words"), [("en", "4 March 2026 13:00"), ("nl", "4 maart 2026 13:00")])
def test_dates_put_the_day_first(language: str, words: str) -> None:
    with translation.override(language), timezone.override("Europe/Amsterdam"):
        assert Template("{{ moment }}").render(Context({"moment": NOON})) == words


def a_picture(words: str) -> Picture:
    return Picture(
        PictureKind.INTERVALS,
        words,
        words,
        marks=(Mark(words, 61, 50, 70),),
        columns=(words, "NPS"),
        rows=((words, "+61"), (words, "–")),
    )


def test_a_picture_comes_with_its_title_its_words_and_the_table_behind_it() -> None:
    text = render("{% picture one %}", one=a_picture("Everybody is happy"))
    assert "<figcaption" in text
    assert text.count("<svg") == 2
    assert text.count("<desc") == 2
    assert '<th scope="row">Everybody is happy</th><td>+61</td>' in text
    assert "The same as a table" in text
    assert "<table" not in render("{% picture one %}", one=replace(a_picture("x"), rows=()))


def test_nothing_in_a_picture_becomes_markup() -> None:
    text = render("{% picture one %}", one=a_picture("<img src=x>{}%s"))
    assert "<img" not in text
    assert text.count("&lt;img src=x&gt;") >= 6


def test_a_picture_writes_numbers_in_the_language_it_is_told() -> None:
    one = replace(a_picture("a"), scale=Scale.NUMBER, marks=(Mark("a", 1.5, 1.1, 2.25),))
    assert "1.50 (1.10 to 2.25)" in render("{% picture one %}", one=one)
    with translation.override("nl"):
        assert "(1,10 tot 2,25)" in render("{% picture one %}", one=one)
        assert "(1.10 to 2.25)" in render("{% picture one language='en' %}", one=one)


def test_what_came_with_the_program_is_called_in_the_readers_language() -> None:
    with translation.override("nl"):
        assert called("NPS after a job") == "NPS na een opdracht"
        assert called("Everywhere") == "Overal"
        assert called("NPS after a fitting") == "NPS after a fitting", "a name that somebody gave stays"


@pytest.mark.django_db
def test_the_names_are_those_that_are_shipped(cast: Cast) -> None:
    ship_ready_made(cast.now)
    plan = ship_default_plan(cast.now)
    shipped = {plan.name, *Questionnaire.objects.values_list("name", flat=True)}
    assert shipped == set(NAMES)
