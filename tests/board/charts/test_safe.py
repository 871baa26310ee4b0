"""Names cannot be markup, the policy of the page holds, and the same picture gives the same bytes."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extramile.board.charts import NARROW, WIDE, draw, draw_for_page
from extramile.board.content import FittedLine, Mark, Picture, PictureKind, Scale
from tests.board.charts.examples import PICTURES, intervals

SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {"svg", "title", "desc", "text", "line", "path", "circle", "polygon", "polyline"}


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("name", PICTURES)
def test_only_marks_and_texts_and_nothing_inline(name: str, width: int) -> None:
    text = draw(PICTURES[name], width=width)
    root = ElementTree.fromstring(text)
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= ALLOWED
    keys = {key for one in root.iter() for key in one.attrib}
    assert "style" not in keys
    assert not any(key.startswith("on") or "href" in key for key in keys)
    assert not re.search(r"(nan|inf)\b", re.sub(r"<title.*?</desc>", "", text))


@pytest.mark.parametrize("name", PICTURES)
def test_who_cannot_see_it_is_told_what_is_seen(name: str) -> None:
    root = ElementTree.fromstring(draw(PICTURES[name]))
    assert root.get("role") == "img"
    named = (root.get("aria-labelledby") or "").split()
    told = {one.get("id"): one.text for one in root.iter() if one.get("id")}
    assert [told[one] for one in named] == [PICTURES[name].title, PICTURES[name].alternative]


def test_everything_that_is_coloured_can_be_recoloured() -> None:
    for picture in PICTURES.values():
        for one in ElementTree.fromstring(draw(picture)).iter():
            if one.get("fill", "none") != "none" or one.get("stroke", "none") != "none":
                assert one.get("class"), ElementTree.tostring(one)


def test_both_drawings_of_a_page_have_names_of_their_own() -> None:
    ids = re.findall(r'id="([^"]+)"', draw_for_page(PICTURES["few"]))
    assert len(ids) == len(set(ids)) == 4
    other = replace(PICTURES["few"], title="Another")
    assert not set(ids) & set(re.findall(r'id="([^"]+)"', draw_for_page(other)))


def test_names_stay_text() -> None:
    text = draw(intervals(Mark("<b onload=x>&\"'</b>", 1, 0, 2)))
    assert "<b" not in text
    root = ElementTree.fromstring(text)
    assert "<b onload=x>&\"'</b>" in [one.text for one in root.iter(f"{SVG}text")]


def test_a_page_from_right_to_left_leaves_the_numbers_from_left_to_right() -> None:
    assert 'direction="ltr"' in draw(PICTURES["few"])


def test_the_same_picture_gives_the_same_bytes_in_another_process() -> None:
    program = (
        "from tests.board.charts.examples import PICTURES; from extramile.board.charts import draw_for_page;"
        "import hashlib; print(hashlib.sha256(''.join(draw_for_page(p) for p in PICTURES.values())"
        ".encode()).hexdigest())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1


NUMBERS = st.none() | st.floats(allow_nan=True, allow_infinity=True) | st.floats(-100, 100)
MARKS = st.builds(
    Mark, st.text(max_size=40), NUMBERS, NUMBERS, NUMBERS, st.text(max_size=3), is_emphasised=st.booleans()
)
LINES = st.none() | st.builds(FittedLine, *[st.floats(-1e6, 1e6)] * 4)
POINTS = st.lists(st.tuples(st.floats(), st.floats()), max_size=12)
ANY_PICTURES = st.builds(
    Picture,
    st.sampled_from(PictureKind),
    st.text(max_size=9),
    st.text(max_size=9),
    marks=st.lists(MARKS, max_size=12).map(tuple),
    points=POINTS.map(tuple),
    line=LINES,
    reference=NUMBERS,
    reference_label=st.text(max_size=9),
    scale=st.sampled_from(Scale),
    x_scale=st.sampled_from(Scale),
)


@settings(max_examples=100, deadline=None)
@given(ANY_PICTURES, st.sampled_from([NARROW, WIDE]))
def test_whatever_it_holds_it_is_drawn(picture: Picture, width: int) -> None:
    root = ElementTree.fromstring(draw(picture, width=width))
    height = float((root.get("viewBox") or "").split()[-1])
    for one in root.iter():
        for key in ("x", "x1", "x2", "cx"):
            assert -1 <= float(one.get(key, 0)) <= width + 1
        for key in ("y", "y1", "y2", "cy"):
            assert -1 <= float(one.get(key, 0)) <= height + 1
