"""The few words that a drawing adds of its own. Everything else comes with the picture."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Words:
    not_told: str
    no_interval: str  # a value came without one
    shaded: str  # what the band of a trend is
    bar: str  # and the bar of an interval
    to: str  # between the ends of an interval
    part: str  # the axis shows only part of the scale
    stronger: str  # of many points: how many there are at one place
    nothing: str  # no marks, no points
    thousands: str
    decimal: str


ENGLISH: Final = Words(
    not_told="not told",
    no_interval="open mark: how sure is not known",
    shaded="shaded: where it likely lies",
    bar="bar: where it likely lies",
    to="to",
    part="shown: {} to {}, of −100 to +100",
    stronger="stronger: more of them",
    nothing="There is nothing to show yet.",
    thousands=",",
    decimal=".",
)
DUTCH: Final = Words(
    not_told="niet te zeggen",
    no_interval="open teken: hoe zeker is niet bekend",
    shaded="vlak: waar het waarschijnlijk ligt",
    bar="balk: waar het waarschijnlijk ligt",
    to="tot",
    part="te zien: {} tot {}, van −100 tot +100",
    stronger="sterker: meer ervan",
    nothing="Er is nog niets te zien.",
    thousands=".",
    decimal=",",
)


def words_in(language: str) -> Words:
    return DUTCH if language.partition("-")[0].lower() == "nl" else ENGLISH
