"""Send somebody of the office the mail that customers get."""

from datetime import datetime, timedelta

from django.conf import settings

from extramile.core.preferences import preferences
from extramile.core.tokens import random_token
from extramile.invitations.letters import Facts, compose
from extramile.invitations.models import AskingPlan
from extramile.outbox.operations import Letter, post_many
from extramile.people.models import User
from extramile.questionnaires.pieces import day_words, first_name
from extramile.questionnaires.queries import definition_of, newest_published


def send_test_mail(plan: AskingPlan, *, user: User, now: datetime) -> None:
    """In the user's language, with made-up pieces. Its links are no invitation: they store nothing."""
    definition = definition_of(newest_published(plan.questionnaire_id).pk)
    language = definition.speak(user.language)
    chosen = preferences()
    yesterday = (now - timedelta(days=1)).date()
    pieces = {
        "first name": first_name(user.name),
        "employee": "Sanne",
        "organisation": chosen.organisation,
        "day": day_words(yesterday, today=now.date(), language=language),
    }
    address = f"{settings.ADDRESS}/a/test"
    facts = Facts(language=language, pieces=pieces, link=address, stop=address)
    written = compose(definition, facts, accent=chosen.accent)
    test = Letter(
        key=f"test:{user.pk}:{random_token()}",
        channel="email",
        recipient=user.email or "",
        recipient_name=user.name,
        subject=f"[test] {written.subject}",
        text=written.text,
        html=written.html,
        language=language,
        urgent=True,
        due_at=now,
    )
    post_many([test], now=now)
