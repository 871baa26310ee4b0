"""What is drawn is what the numbers say."""

import itertools
from xml.etree import ElementTree

import pytest

from extramile.board.charts import NARROW, WIDE, draw
from extramile.board.content import FittedLine, Mark, Scale
from tests.board.charts.examples import PICTURES, cloud, intervals, scatter, trend
from tests.board.charts.reading import Read, read


def x_of_value(drawn: Read, value: float, low: tuple[str, float], high: tuple[str, float]) -> float:
    """By two ticks of the axis."""
    start, end = drawn.x_of(low[0]), drawn.x_of(high[0])
    return start + (value - low[1]) / (high[1] - low[1]) * (end - start)


def points_of(one: ElementTree.Element) -> list[tuple[float, float]]:
    pairs = (place.split(",") for place in (one.get("points") or "").split())
    return [(float(x), float(y)) for x, y in pairs]


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_mark_and_its_interval_stand_where_the_axis_says(width: int) -> None:
    drawn = read(intervals(Mark("Here", 30, -60, 75)), width=width)
    low, high = ("−100", -100.0), ("+100", 100.0)
    (circle,) = drawn.of_kind("mark")
    (span,) = drawn.of_kind("span")
    assert float(circle.get("cx", "")) == pytest.approx(x_of_value(drawn, 30, low, high), abs=0.2)
    assert float(span.get("x1", "")) == pytest.approx(x_of_value(drawn, -60, low, high), abs=0.2)
    assert float(span.get("x2", "")) == pytest.approx(x_of_value(drawn, 75, low, high), abs=0.2)
    assert span.get("y1") == circle.get("cy")


def test_figures_stand_in_writing_in_the_readers_language() -> None:
    money = PICTURES["money"]
    assert "1,234,568 (1,100,000 to 1,400,000)" in read(money).texts()
    assert "1.234.568 (1.100.000 tot 1.400.000)" in read(money, language="nl").texts()
    assert "+2,1 (+0,3 tot +3,9)" in read(PICTURES["slope"], language="nl").texts()
    assert "+63 (+54 to +70)" in read(PICTURES["few"], language="fr").texts()


def test_what_is_not_told_is_neither_guessed_nor_left_out() -> None:
    drawn = read(PICTURES["untold"])
    assert drawn.of_kind("mark") == []
    assert drawn.of_kind("span") == []
    assert drawn.texts().count("not told") == 2
    assert {"a", "b"} <= set(drawn.texts())


def test_a_value_without_interval_does_not_look_like_one_with() -> None:
    drawn = read(intervals(Mark("With", 10, 0, 20), Mark("Without", 10)))
    certain, open_mark = drawn.of_kind("mark")
    assert "hollow" not in (certain.get("class") or "")
    assert "hollow" in (open_mark.get("class") or "")
    assert open_mark.get("fill") == "none"
    assert "how sure is not known" in " ".join(drawn.texts())
    assert not any("how sure" in one for one in read(intervals(Mark("With", 10, 0, 20))).texts())


def test_part_of_a_scores_scale_is_said_to_be_a_part() -> None:
    part = read(intervals(Mark("Here", 55, 50, 62), x_label="NPS"))
    assert any("of −100 to +100" in one for one in part.texts())
    whole = read(intervals(Mark("Here", 30, -60, 75), x_label="NPS"))
    assert not any("of −100 to +100" in one for one in whole.texts())
    assert {"−100", "+100"} <= set(whole.texts())
    difference = read(intervals(Mark("Here", 55, 50, 62), scale=Scale.DIFFERENCE))
    assert not any("of −100" in one for one in difference.texts())


def test_chance_is_not_drawn_as_a_mountain() -> None:
    drawn = read(intervals(Mark("a", 50.0, 49.9, 50.1), Mark("b", 50.2, 50.1, 50.3)))
    places = [float(one.get("cx", "")) for one in drawn.of_kind("mark")]
    ends = [x for tick in ("+40", "+60") for x in [drawn.x_of(tick)]]
    assert abs(places[0] - places[1]) < (ends[1] - ends[0]) / 50


def test_no_axis_of_a_score_goes_beyond_the_scale() -> None:
    drawn = read(PICTURES["extreme"])
    marks = [float(one.get("cx", "")) for one in drawn.of_kind("mark")]
    assert marks[0] == pytest.approx(drawn.x_of("−100"), abs=0.1)
    assert marks[1] == pytest.approx(2 * drawn.x_of("0") - drawn.x_of("−100"), abs=0.1)
    assert "+150" not in drawn.texts()


def test_groups_differ_by_shape() -> None:
    drawn = read(PICTURES["six lines"])
    shapes = set()
    for one in drawn.of_kind("mark")[:6]:  # those of the legend, one of each
        corners = points_of(one)
        first = corners[0] if corners else (0.0, 0.0)
        # Where each corner lies from the first, roughly: drawings round to a tenth.
        shape = tuple((round((x - first[0]) / 4), round((y - first[1]) / 4)) for x, y in corners)
        shapes.add((one.tag, shape))
    assert len(shapes) == 6


def test_a_line_of_one_group_needs_no_legend_and_those_of_two_do() -> None:
    assert "customers" in read(PICTURES["trend"]).texts()
    alone = trend(Mark("a", 1, 0, 2, "customers"), Mark("b", 1, 0, 2, "customers"))
    assert "customers" not in read(alone).texts()


def test_no_line_runs_over_what_is_not_told() -> None:
    whole = trend(*(Mark(str(place), 50, 40, 60) for place in range(5)))
    (line,) = read(whole).of_kind("line")
    assert len(points_of(line)) == 5
    gap = trend(*(Mark(str(place), None if place == 2 else 50, 40, 60) for place in range(5)))
    assert [len(points_of(one)) for one in read(gap).of_kind("line")] == [2, 2]
    assert len(read(gap).of_kind("band")) == 2
    assert len(read(gap).of_kind("untold")) == 1
    assert "× not told" in read(gap).texts()


def test_moments_stand_in_their_order_even_where_the_first_line_lacks_one() -> None:
    drawn = read(
        trend(
            *(Mark(label, 1, 0, 2, "a") for label in ("w1", "w3")),
            *(Mark(label, 1, 0, 2, "b") for label in ("w1", "w2", "w3")),
        )
    )
    assert drawn.x_of("w1") < drawn.x_of("w2") < drawn.x_of("w3")
    # A line that never had that moment goes on over it.
    assert sorted(len(points_of(one)) for one in drawn.of_kind("line")) == [2, 3]


def test_the_band_of_a_trend_is_the_interval() -> None:
    drawn = read(trend(Mark("a", 50, 40, 60), Mark("b", 55, 30, 80)))
    (band,) = drawn.of_kind("band")
    per_point = (drawn.y_of("+30") - drawn.y_of("+80")) / 50
    upper_a, upper_b, lower_b, lower_a = [y for _, y in points_of(band)]
    assert (lower_a - upper_a) / per_point == pytest.approx(20, abs=0.2)
    assert (lower_b - upper_b) / per_point == pytest.approx(50, abs=0.2)


def test_points_and_their_line_stand_where_the_axes_say() -> None:
    drawn = read(PICTURES["cloud"])
    circles = [(float(one.get("cx", "")), float(one.get("cy", ""))) for one in drawn.of_kind("point")]
    assert len(circles) == 40
    points = PICTURES["cloud"].points
    (line,) = drawn.of_kind("line")
    (x1, y1), (x2, y2) = points_of(line)
    # Rightmost point and end of the line are the same x; the line's slope is 0.3 on the axes' own units.
    assert x2 == pytest.approx(max(x for x, _ in circles), abs=0.2)
    (cx1, cy1), (cx2, cy2) = circles[0], circles[1]
    across = (cx2 - cx1) / (points[1][0] - points[0][0])
    upward = (cy1 - cy2) / (points[1][1] - points[0][1])
    assert ((y1 - y2) / upward) / ((x2 - x1) / across) == pytest.approx(0.3, abs=0.02)


def test_the_band_turns_about_the_middle_of_the_points() -> None:
    points = [(-40.0, 20.0), (0.0, 40.0), (40.0, 60.0)]
    drawn = read(scatter(*points, line=FittedLine(40, 0.5, 0.2, 0.8)))
    (band,) = drawn.of_kind("band")
    corners = points_of(band)
    half = len(corners) // 2
    heights = [
        lower[1] - upper[1] for upper, lower in zip(corners[:half], reversed(corners[half:]), strict=True)
    ]
    assert min(heights) == pytest.approx(0, abs=0.3)
    assert heights.index(min(heights)) == half // 2
    assert heights[0] == pytest.approx(heights[-1], abs=0.3)
    assert heights[0] > 5


def test_thousands_of_points_stay_a_small_drawing() -> None:
    many = draw(scatter(*cloud(6000)))
    assert len(many) < 40_000
    assert "stronger: more of them" in many
    strengths = [
        float(one.get("stroke-opacity", "")) for one in read(scatter(*cloud(6000))).of_kind("points")
    ]
    assert len(strengths) > 2
    assert all(one < two for one, two in itertools.pairwise(strengths))


def test_who_has_nothing_to_show_is_told_so() -> None:
    assert read(PICTURES["nothing"]).texts() == ["There is nothing to show yet."]
    assert read(PICTURES["nothing"], language="nl").texts() == ["Er is nog niets te zien."]


def test_many_rows_have_the_axis_above_them_too() -> None:
    assert read(PICTURES["sixty"]).texts().count("+60") == 2
    assert read(PICTURES["few"]).texts().count("+60") == 1


@pytest.mark.parametrize(("language", "shaded", "bar"), [("en", "shaded:", "bar:"), ("nl", "vlak:", "balk:")])
def test_what_the_band_and_the_bar_are_is_said(language: str, shaded: str, bar: str) -> None:
    """On paper nobody can ask; a picture without intervals says nothing of them."""
    marks = Mark("Then", 10, 0, 20), Mark("Now", 30, 20, 40)
    for width in (NARROW, WIDE):
        assert shaded in " ".join(read(trend(*marks), language=language, width=width).texts())
        assert bar in " ".join(read(intervals(*marks), language=language, width=width).texts())
    bare = Mark("Then", 10), Mark("Now", 30)
    for picture in (trend(*bare), intervals(*bare)):
        assert not any(one in " ".join(read(picture, language=language).texts()) for one in (shaded, bar))
