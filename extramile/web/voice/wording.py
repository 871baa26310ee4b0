"""What waves, layers and steps are called on the pages. By value: their enums stay in their room."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

KINDS: Final[dict[str, Promise]] = {
    "enps": gettext_lazy("Two questions"),
    "pulse": gettext_lazy("Pulse"),
    "engagement": gettext_lazy("Once a year"),
    "culture": gettext_lazy("Culture map"),
    "own": gettext_lazy("Own questionnaire"),
}
STATES: Final[dict[str, Promise]] = {
    "draft": gettext_lazy("Planned"),
    "opening": gettext_lazy("Opening"),
    "open": gettext_lazy("Open"),
    "closing": gettext_lazy("Closing"),
    "closed": gettext_lazy("Closed"),
    "called_off": gettext_lazy("Called off"),
}
LAYERS: Final[dict[str, Promise]] = {
    "front_line": gettext_lazy("Front line"),
    "middle": gettext_lazy("Middle management"),
    "top": gettext_lazy("Top management"),
    "staff": gettext_lazy("Staff"),
}
STEPS: Final[dict[str, Promise]] = {
    "keys": gettext_lazy("Making a key for each group"),
    "inviting": gettext_lazy("Inviting everybody"),
    "clearing": gettext_lazy("Destroying answers and keys"),
    "answers": gettext_lazy("Counting the answers"),
    "groups": gettext_lazy("Deciding what may be shown"),
    "chances": gettext_lazy("Weighing what could be guessed"),
    "cuts": gettext_lazy("Weighing what layers tell of the others"),
    "certainty": gettext_lazy("Making sure that no answer can be worked out"),
}
# Why a planned wave does not open.
HINDRANCES: Final[dict[str, Promise]] = {
    "too_few": gettext_lazy(
        "Fewer people are invited than the smallest group: nobody could be asked safely."
    ),
    "too_late": gettext_lazy("Its closing time passed before it could open. Choose new times."),
}


def said(words: dict[str, Promise], value: str) -> str:
    """The words for a value; a value that is new is shown as it is."""
    return str(words.get(value, value))


def group_name(unit: str, layer: str) -> str:
    return f"{unit}, {said(LAYERS, layer).lower()}" if layer else unit


def control_code(digest: str) -> str:
    """The beginning of the digest of all keys, short enough to read out to a colleague."""
    return " ".join(digest[start : start + 4].upper() for start in range(0, 16, 4)) if digest else ""


def answers_in_words(least: int | None, most: int | None) -> str:
    """How many answered, as the results tell it: a band."""
    if least is None:
        return ""
    if most is None:
        return _("%(least)s or more answers") % {"least": least}
    return _("%(least)s to %(most)s answers") % {"least": least, "most": most}
