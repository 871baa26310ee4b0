"""The gallery's pictures of figures, in every state they can have. Made-up numbers."""

from django.utils.translation import gettext as _

from extramile.board.content import FittedLine, Mark, Picture, PictureKind, Scale

CENTRES = (("Amsterdam-Zuid", 63.0, 9.0), ("Haarlem", 55.0, 10.0), ("Utrecht-Noord", 58.0, 3.0))


def pictures() -> list[Picture]:
    return [_rows(), _groups(), _differences(), _moments(), _cloud(), _crowd(), _nothing()]


def _rows() -> Picture:
    long_name = "Autoruitenreparatiewerkplaats ’s-Hertogenbosch-Rosmalen, afdeling camera’s"
    marks = [Mark(name, value, value - wide, value + wide) for name, value, wide in CENTRES]
    marks += [Mark("Zaandam", None), Mark(long_name, 48, 31, 62), Mark("مركز إصلاح الزجاج", 71)]
    return Picture(
        PictureKind.INTERVALS,
        _("No centre stands out for sure"),
        _("Seven rows: the intervals of all centres overlap."),
        x_label="NPS",
        marks=(*marks, Mark("Ruitmeesters", 58, 55, 61, is_emphasised=True)),
        reference=58,
        reference_label="Ruitmeesters: +58",
        columns=(_("Centre"), "NPS", _("likely between")),
        rows=tuple((name, f"+{value:.0f}", f"± {wide:.0f}") for name, value, wide in CENTRES),
    )


def _groups() -> Picture:
    ours, theirs = _("employees"), _("customers")
    return Picture(
        PictureKind.INTERVALS,
        _("Two voices, one axis"),
        _("Employees and customers in two countries."),
        marks=(
            Mark("Nederland", 24, 6, 41, ours),
            Mark("Nederland", 61, 58, 64, theirs),
            Mark("België", -12, -48, 30, ours),
            Mark("België", 52, 47, 57, theirs),
        ),
    )


def _differences() -> Picture:
    return Picture(
        PictureKind.INTERVALS,
        _("A difference has no end at 100"),
        _("Two differences with their intervals."),
        marks=(Mark("eNPS → NPS", 2.1, 0.3, 3.9, is_emphasised=True), Mark("NPS → eNPS", 0.2, -1.4, 1.8)),
        scale=Scale.DIFFERENCE,
        reference=0,
        reference_label="0",
    )


def _moments() -> Picture:
    months = [f"{month}-{year}" for year in (2025, 2026) for month in (1, 3, 5, 7, 9, 11)]
    customers = [Mark(one, 50.0 + n, 44.0 + n, 56.0 + n, _("customers")) for n, one in enumerate(months)]
    employees = [
        Mark(one, None if n == 6 else 20.0 + 2 * n, 4.0 + 2 * n, 36.0 + 2 * n, _("employees"))
        for n, one in enumerate(months)
        if n % 2 == 0
    ]
    return Picture(
        PictureKind.TREND,
        _("One meeting was not told"),
        _("Two lines over two years, with a gap in one of them."),
        y_label="NPS, eNPS",
        marks=(*customers, *employees),
    )


def _points(count: int) -> tuple[tuple[float, float], ...]:
    return tuple(
        (-40.0 + n * 37 % 101 + n % 7, 20.0 + n * 37 % 101 * 0.3 + n * 53 % 47 - 20) for n in range(count)
    )


def _cloud() -> Picture:
    return Picture(
        PictureKind.SCATTER,
        _("Where employees are enthusiastic, customers are too"),
        _("Forty teams and the line through them."),
        x_label="eNPS",
        y_label="NPS",
        points=_points(40),
        line=FittedLine(35, 0.3, 0.1, 0.5),
    )


def _crowd() -> Picture:
    return Picture(
        PictureKind.SCATTER,
        _("Two thousand teams"),
        _("Two thousand teams, in squares."),
        x_label="eNPS",
        y_label="NPS",
        points=_points(2000),
        reference=35,
        reference_label="+35",
    )


def _nothing() -> Picture:
    return Picture(PictureKind.TREND, _("Before the first meeting"), _("There is nothing to show yet."))
