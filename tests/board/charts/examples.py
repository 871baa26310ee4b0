"""Pictures in every state: what a report may hold, and what nobody hopes for."""

import random
from typing import Any, Final

from extramile.board.content import FittedLine, Mark, Picture, PictureKind, Scale

NAMES: Final = (
    "Amsterdam-Zuid",
    "Autoruitenreparatiewerkplaatscoördinatiecentrum Zuidoost-Brabant en omstreken",
    "مركز إصلاح الزجاج في أمستردام",
    "מרכז תיקון שמשות",
    "東京営業所",
    "<script>alert(1)</script> & Co",
    " ",
    'Region "West"',
    "O'Neil 😀👨‍👩‍👧 team",
    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
    "a\x00b\x0bc\ud800d\u202ee\nf",
)
QUARTERS: Final = ("winter 2024", "spring 2024", "summer 2024", "autumn 2024", "winter 2025", "spring 2025")


def intervals(*marks: Mark, **more: Any) -> Picture:
    return Picture(PictureKind.INTERVALS, "Customers are enthusiastic", "In words.", marks=marks, **more)


def trend(*marks: Mark, **more: Any) -> Picture:
    return Picture(PictureKind.TREND, "As enthusiastic as last year", "In words.", marks=marks, **more)


def scatter(*points: tuple[float, float], **more: Any) -> Picture:
    return Picture(
        PictureKind.SCATTER,
        "Where employees are enthusiastic, customers are",
        "In words.",
        points=points,
        x_label="eNPS of the team",
        y_label="NPS of its customers, half a year later",
        **more,
    )


def cloud(count: int) -> list[tuple[float, float]]:
    dice = random.Random(20261122)
    eagerness = [max(-100.0, min(100.0, dice.gauss(20, 25))) for _ in range(count)]
    return [(x, max(-100.0, min(100.0, 40 + 0.3 * x + dice.gauss(0, 15)))) for x in eagerness]


def _centres(count: int) -> list[Mark]:
    dice = random.Random(1)
    made = []
    for number in range(count):
        value = dice.uniform(30, 80)
        name = f"Centrum {number} {dice.choice(NAMES)}"
        made.append(Mark(name, value, value - dice.uniform(2, 12), min(100, value + dice.uniform(2, 12))))
    return made


def _quarters(series: str, start: float, *, gap: int = -1) -> list[Mark]:
    return [
        Mark(one, None if place == gap else start + place, start + place - 9, start + place + 9, series)
        for place, one in enumerate(QUARTERS)
    ]


LINE: Final = FittedLine(40, 0.3, 0.1, 0.5)
PICTURES: Final[dict[str, Picture]] = {
    "few": intervals(
        Mark("Amsterdam-Zuid", 63, 54, 70),
        Mark("Zaandam", None),
        Mark("Company", 58, 55, 61, is_emphasised=True),
        x_label="NPS",
        reference=58,
        reference_label="the whole company, +58",
    ),
    "names": intervals(*(Mark(name, 20 + place, 10, 40) for place, name in enumerate(NAMES)), x_label="NPS"),
    "sixty": intervals(*_centres(60), x_label="NPS of customers", reference=55, reference_label="company"),
    "one": intervals(Mark("One", 12.3, -5, 30), x_label="NPS"),
    "equal": intervals(*(Mark(str(place), 50, 50, 50) for place in range(3))),
    "extreme": intervals(
        Mark("all detractors", -100, -100, -60), Mark("all promoters", 100, 65, 100), Mark("no interval", 100)
    ),
    "series": intervals(
        Mark("Netherlands", 45, 30, 58, "employees (eNPS)"),
        Mark("Netherlands", 61, 58, 64, "customers (NPS)"),
        Mark("Belgium", None, series="employees (eNPS)"),
        Mark("Belgium", 52, 47, 57, "customers (NPS)"),
        x_label="points",
    ),
    "untold": intervals(Mark("a", None), Mark("b", float("nan"), 1, 2), x_label="NPS"),
    "slope": intervals(
        Mark("The link itself", 2.1, 0.3, 3.9, is_emphasised=True),
        Mark("The other way round", 0.2, -1.4, 1.8),
        scale=Scale.DIFFERENCE,
        reference=0,
        reference_label="no link",
    ),
    "money": intervals(
        Mark("2025", 1234567.5, 1.1e6, 1.4e6), Mark("2026", 1534567.5, 1.4e6, 1.7e6), scale=Scale.NUMBER
    ),
    "big numbers": scatter((9.1e8, 1.0), (11.7e8, 55000.0), scale=Scale.NUMBER, x_scale=Scale.NUMBER),
    "nothing": intervals(),
    "trend": trend(
        *_quarters("customers", 50),
        *_quarters("employees", 20, gap=2),
        y_label="NPS and eNPS",
        x_label="quarter",
        reference=52,
        reference_label="company, the year before",
    ),
    "long trend": trend(
        *(
            Mark(f"2025 week {place}", None if place % 20 == 9 else 40 + place % 7, 30, 60)
            for place in range(104)
        ),
        y_label="NPS",
    ),
    "six lines": trend(
        *(
            mark
            for place, name in enumerate(NAMES[:6])
            for mark in _quarters(f"{name} {place}", 30 * place - 90)
        ),
        y_label="NPS",
    ),
    "one moment": trend(Mark("2026", 40, 30, 50), y_label="NPS"),
    "long moments": trend(*(Mark(name, 40, 30, 50) for name in NAMES if name.strip()), y_label=NAMES[1] * 3),
    "cloud": scatter(*cloud(40), line=LINE),
    "big cloud": scatter(*cloud(900), line=LINE, reference=48, reference_label="company"),
    "one point": scatter((12.0, 61.0), line=LINE),
    "same points": scatter((12.0, 61.0), (12.0, 61.0), line=LINE),
    "ratings": scatter((2.8, 31.0), (4.6, 55.0), (float("nan"), 2.0), x_scale=Scale.NUMBER),
}
