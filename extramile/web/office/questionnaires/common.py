"""What the pages of this folder share."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import get_language

from extramile.core.preferences import preferences
from extramile.people.models import User
from extramile.questionnaires.models import Questionnaire, Version
from extramile.questionnaires.queries import questionnaires
from extramile.web.access import signed_in_user

SIDE_BY_SIDE = 2


def find(slug: str) -> Questionnaire:
    """A questionnaire that is in use, or 404."""
    found = questionnaires().filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def find_version(questionnaire: Questionnaire, number: str | None) -> Version:
    """Of that number; without one, the draft or else the newest."""
    versions = questionnaire.versions.order_by("-number")
    if number:
        versions = (
            versions.filter(number=int(number)) if number.isdigit() and len(number) < 9 else versions.none()
        )
    found = versions.first()
    if found is None:
        raise Http404
    return found


def shown_languages(request: HttpRequest, raw: dict[str, Any]) -> tuple[str, ...]:
    """Side by side: those asked for; else the reader's and the organisation's own."""
    known = raw["languages"]
    source = request.POST if request.method == "POST" else request.GET
    wanted = [one for one in source.getlist("show") if one in known]
    if not wanted:
        wanted = [one for one in (get_language() or "", preferences().default_language) if one in known]
        wanted = list(dict.fromkeys(wanted))
        wanted += [one for one in known if one not in wanted][: SIDE_BY_SIDE - len(wanted)]
    return tuple(dict.fromkeys(wanted))


def actor(request: HttpRequest) -> User:
    return signed_in_user(request)
