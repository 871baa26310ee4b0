"""Ready-made questionnaires for employees, published; those that are there already stay as they are."""

from datetime import datetime

from django.db import transaction

from extramile.engagement.shipped import READY_MADE, definition_of
from extramile.questionnaires import operations as questionnaires
from extramile.questionnaires.models import Questionnaire


def ship_ready_made(now: datetime) -> list[Questionnaire]:
    return [_ship(slug, name, now) for slug, name in READY_MADE.items()]


def _ship(slug: str, name: str, now: datetime) -> Questionnaire:
    found = Questionnaire.objects.filter(slug=slug).first()
    if found is None:
        with transaction.atomic():
            found = questionnaires.create(
                slug=slug,
                name=name,
                definition=definition_of(slug),
                actor=None,
                now=now,
                audience="employees",
            )
            questionnaires.publish(found, actor=None, now=now)
    return found
