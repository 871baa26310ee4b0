"""A frozen content made ready for the page: pictures drawn, remarks with the part they are about."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from extramile.board.charts import draw_for_page
from extramile.board.content import Content, Figure, Heading, Link, Picture, Remarked
from extramile.web.drawing.figures import signed, small_road


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture, its title and the table behind it."""

    picture: Picture
    svg: SafeString


@dataclass(frozen=True, slots=True)
class Told:
    """A figure in writing."""

    figure: Figure
    value: str
    between: str
    road: SafeString


@dataclass(frozen=True, slots=True)
class Step:
    """A link of the chain."""

    link: Link
    figures: tuple[Told, ...]
    picture: Drawn | None


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    path: str
    level: str
    employees: Told
    customers: Told
    sentence: str


@dataclass(frozen=True, slots=True)
class Part:
    heading: Heading
    remarks: tuple[Remarked, ...]


@dataclass(frozen=True, slots=True)
class Body:
    picture: Drawn | None
    areas_picture: Drawn | None
    steps: tuple[Step, ...]
    areas: tuple[Row, ...]
    parts: dict[str, Part]


def shown(content: Content, remarks: Sequence[Remarked]) -> Body:
    return Body(
        picture=_drawn(content.picture, content.language),
        areas_picture=_drawn(content.areas_picture, content.language),
        steps=tuple(
            Step(one, tuple(told(figure) for figure in one.figures), _drawn(one.picture, content.language))
            for one in content.chain
        ),
        areas=tuple(
            Row(one.name, one.path, one.level, told(one.employees), told(one.customers), one.sentence)
            for one in content.areas
        ),
        parts={
            one.key.replace("-", "_"): Part(one, tuple(each for each in remarks if each.part == one.key))
            for one in content.headings
        },
    )


def _drawn(picture: Picture | None, language: str) -> Drawn | None:
    if picture is None:
        return None
    svg = draw_for_page(picture, language=language)
    return Drawn(picture, mark_safe(svg))  # noqa: S308 -- drawn by `charts`, which escapes what it is given


def told(figure: Figure) -> Told:
    if figure.value is None:
        return Told(figure, "", "", SafeString(""))
    between, road = "", SafeString("")
    if figure.low is not None and figure.high is not None:
        ends = {"low": signed(figure.low), "high": signed(figure.high)}
        between = _("likely %(low)s to %(high)s") % ends
        road = small_road(figure.value, figure.low, figure.high)
    return Told(figure, signed(figure.value), between, road)
