"""One line about what a wave can show, for the pages that plan it."""

from typing import Any

from django.utils.translation import get_language

from extramile.core.clock import now as clock
from extramile.evidence.queries.power import as_finding, would_take
from extramile.evidence.sentences import sentence


def need_line() -> dict[str, Any]:
    """For `office/need/line.html`."""
    told = would_take(now=clock())
    return {
        "sentence": sentence(as_finding(told, now=clock()), get_language() or "en"),
        "is_enough": told.because is None,
    }
