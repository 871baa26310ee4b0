"""What can be wrong with a published figure, and what to do about it."""

from typing import Final

from django.utils.translation import gettext_noop as noop

from extramile.core.tables.words import problem_words

WORDS: Final = (
    (
        "figure_columns",
        noop("These columns are not in the file: %(columns)s."),
        noop("Add them to the first row, or begin with our example file."),
    ),
    (
        "figure_rows",
        noop("At most %(most)s figures are read from one file."),
        noop("Put the rest in a second file."),
    ),
    (
        "figure_measure",
        noop("This is none of the measures that can be compared."),
        noop("Write nps, mean, promoters, detractors or response."),
    ),
    (
        "figure_scale",
        noop("This lies outside the scale of the measure."),
        noop("An NPS runs from -100 to 100, a mean from 0 to 10, a share from 0 to 100."),
    ),
    (
        "figure_interval",
        noop("The figure does not lie between its own limits."),
        noop("Look at the source again: the lower limit, the figure and the upper limit go up."),
    ),
    (
        "figure_half_interval",
        noop("Only one of the two limits is filled in."),
        noop("Fill in both, or leave both empty."),
    ),
    ("figure_n", noop("This cannot be a number of answers."), noop("Leave it empty if it is not known.")),
    (
        "figure_inverted",
        noop("The last day comes before the first."),
        noop("Change one of the two."),
    ),
    (
        "figure_period",
        noop("A figure cannot have been published about these days."),
        noop("Correct the year."),
    ),
    (
        "figure_link",
        noop("This is not the address of a page."),
        noop("Write it as https://example.org/report, or leave it empty."),
    ),
    ("figure_too_long", noop("This text is too long."), noop("Shorten it.")),
)


def make_known() -> None:
    """Once is enough, and twice is once."""
    for code, what, remedy in WORDS:
        problem_words(code, what, remedy)
