"""What comes with the program is called in the reader's language, as long as nobody gave it another name."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

NAMES: Final[dict[str, str | Promise]] = {
    "NPS after a job": lazy("NPS after a job"),
    "Would you recommend working here?": lazy("Would you recommend working here?"),
    "Pulse: how is your work?": lazy("Pulse: how is your work?"),
    "A year of work": lazy("A year of work"),
    "Culture map": lazy("Culture map"),
    "Everywhere": lazy("Everywhere"),  # the plan of asking
}


def called(name: str) -> str:
    """How a questionnaire or a plan of this name is called on a page."""
    return str(NAMES.get(name, name))
