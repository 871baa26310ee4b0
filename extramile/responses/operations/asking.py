"""Which questionnaire imported answers are to, and what else of their rows only the database knows."""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

from extramile.questionnaires.models import Questionnaire
from extramile.questionnaires.operations import create, publish, ship_default
from extramile.questionnaires.queries import newest_published
from extramile.responses.incoming import UNDATED, UNKNOWN, Asked, Incoming, sign

RATING_SLUG: Final = "recommend-1-to-5"


def asked_nps(now: datetime) -> Asked:
    """Scores 0 to 10 count with those of the questionnaire that is asked here."""
    return _newest(ship_default(now))


def asked_rating(now: datetime) -> Asked:
    """Recommend-scores 1 to 5 are a rating, never an NPS."""
    found = Questionnaire.objects.filter(slug=RATING_SLUG).first()
    if found is None:
        raw = json.loads((Path(__file__).parent.parent / "imported.json").read_text(encoding="utf-8"))
        found = create(
            slug=RATING_SLUG, name="Would you recommend us? (1 to 5)", definition=raw, actor=None, now=now
        )
        publish(found, actor=None, now=now)
    return _newest(found)


def _newest(questionnaire: Questionnaire) -> Asked:
    return Asked(questionnaire.pk, newest_published(questionnaire.pk).pk)


def settle(incoming: Iterable[Incoming], *, now: datetime, everywhere: str) -> None:
    """What rows of a file leave open: the questionnaire, the unit of those that name no place, the moment."""
    nps = rating = UNKNOWN
    for one in incoming:
        if "rating" in one.submission.answers:
            one.asked = rating = rating if rating is not UNKNOWN else asked_rating(now)
        else:
            one.asked = nps = nps if nps is not UNKNOWN else asked_nps(now)
        if not one.mark:
            one.unit = everywhere
            sign(one)
        if one.responded_at is UNDATED:
            one.responded_at = now
