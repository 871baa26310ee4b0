"""What may be done with questionnaires. A published version is never changed: the next one is made."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from extramile.core import audit
from extramile.questionnaires import coach, queries
from extramile.questionnaires.checking import DefinitionError, Problem, check_definition
from extramile.questionnaires.completeness import missing
from extramile.questionnaires.definition import Definition
from extramile.questionnaires.instruments import Instrument as LoadedInstrument
from extramile.questionnaires.models import Instrument, Questionnaire, Version
from extramile.questionnaires.shipped import default_definition


class StaleDraftError(Exception):
    """Somebody else changed the draft meanwhile."""


class CoachError(Exception):
    """The coach found errors, and nobody said why it should be published all the same."""

    def __init__(self, findings: Sequence[coach.Finding]) -> None:
        super().__init__("\n".join(f"{one.rule}: {one.text}" for one in findings))
        self.findings = list(findings)


def fingerprint(definition: object) -> str:
    """What an editor page carries, to know later which definition it was made from."""
    written = json.dumps(definition, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def _locked(questionnaire: Questionnaire) -> Questionnaire:
    return Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)


def create(
    *,
    slug: str,
    name: str,
    definition: object,
    actor: audit.Actor | None,
    now: datetime,
    audience: str = coach.Audience.CUSTOMERS,
) -> Questionnaire:
    """A new questionnaire with a first draft."""
    checked = check_definition(definition)
    with transaction.atomic():
        questionnaire = Questionnaire.objects.create(
            slug=slug, name=name, audience=coach.Audience(audience), created_at=now
        )
        Version.objects.create(questionnaire=questionnaire, number=1, definition=checked, created_at=now)
        _record("created", questionnaire, actor=actor, now=now, number=1)
    return questionnaire


def save_draft(
    questionnaire: Questionnaire,
    definition: object,
    *,
    actor: audit.Actor | None,
    now: datetime,
    seen: str | None = None,
) -> Version:
    """Keep this as the draft; the first change after publishing makes the next number.

    `seen` is the fingerprint of what the editor was looking at: another's change is not overwritten unseen.
    """
    checked = check_definition(definition)
    with transaction.atomic():
        _locked(questionnaire)
        if seen is not None and seen != fingerprint(current(questionnaire)):
            raise StaleDraftError
        draft = queries.draft_of(questionnaire)
        if draft is None:
            draft = Version(questionnaire=questionnaire, number=_next_number(questionnaire), created_at=now)
        draft.definition = checked
        draft.save()
        _record("edited", questionnaire, actor=actor, now=now, number=draft.number)
    return draft


def current(questionnaire: Questionnaire) -> dict[str, Any]:
    """What an editor sees first: the draft, else the newest published definition."""
    newest = queries.draft_of(questionnaire) or queries.newest_published(questionnaire.pk)
    definition: dict[str, Any] = newest.definition
    return definition


def _next_number(questionnaire: Questionnaire) -> int:
    newest = questionnaire.versions.order_by("-number").first()
    return newest.number + 1 if newest else 1


def discard_draft(questionnaire: Questionnaire, *, actor: audit.Actor | None, now: datetime) -> None:
    """Back to the published version. A questionnaire that was never published keeps its only draft."""
    with transaction.atomic():
        _locked(questionnaire)
        draft = queries.draft_of(questionnaire)
        if draft and queries.published_versions(questionnaire).exists():
            draft.delete()
            _record("draft-discarded", questionnaire, actor=actor, now=now, number=draft.number)


def publish(
    questionnaire: Questionnaire,
    *,
    actor: audit.Actor | None,
    now: datetime,
    despite: str = "",
    fieldwork: coach.Fieldwork | None = None,
) -> Version:
    """Freeze the draft.

    Raises DefinitionError that names each missing text and its language, and CoachError when the coach finds
    errors, unless `despite` says why they do not count here: that is kept with the version.
    """
    with transaction.atomic():
        _locked(questionnaire)
        draft = queries.draft_of(questionnaire)
        if draft is None:
            raise DefinitionError([Problem("", _("There is no draft to publish. Change something first."))])
        definition = Definition.read(draft.definition)
        gaps = missing(definition)
        if gaps:
            raise DefinitionError([Problem(f"{gap.path} ({gap.language})", gap.problem) for gap in gaps])
        overruled = _overruled(questionnaire, definition, despite=despite, fieldwork=fieldwork)
        draft.published_at = now
        draft.published_by_id = actor.pk if actor else None
        draft.overruled = overruled
        draft.despite = despite.strip() if overruled else ""
        draft.save()
        kept = {"despite": draft.despite, "overruled": overruled} if overruled else {}
        _record("published", questionnaire, actor=actor, now=now, number=draft.number, **kept)
    return draft


def _overruled(
    questionnaire: Questionnaire,
    definition: Definition,
    *,
    despite: str,
    fieldwork: coach.Fieldwork | None,
) -> list[dict[str, str]]:
    """The errors that are published in spite of the coach; raises CoachError if nobody said why."""
    found = coach.errors(queries.coached(questionnaire, definition, fieldwork=fieldwork))
    if found and not despite.strip():
        raise CoachError(found)
    return [
        {"rule": one.rule, "question": one.question_key or "", "language": one.language or ""}
        for one in found
    ]


def address(questionnaire: Questionnaire, *, audience: str, actor: audit.Actor | None, now: datetime) -> None:
    """Say who answers it: the coach judges what customers are asked otherwise than what employees are."""
    with transaction.atomic():
        found = _locked(questionnaire)
        if found.audience != coach.Audience(audience):
            found.audience = coach.Audience(audience)
            found.save(update_fields=["audience"])
            audit.record(
                "questionnaires.questionnaire.addressed",
                actor=actor,
                now=now,
                subject_type="questionnaire",
                subject_id=found.pk,
                audience=found.audience,
            )


def keep_instrument(
    questionnaire: Questionnaire,
    instrument: LoadedInstrument,
    *,
    scales: list[Any],
    fingerprint: str,
    actor: audit.Actor | None,
    now: datetime,
) -> None:
    """How a questionnaire of others is scored, and who stated which right to it; see loading.py."""
    licence = asdict(instrument.licence)
    Instrument.objects.update_or_create(
        questionnaire=questionnaire,
        defaults={
            **licence,
            "scales": scales,
            "fingerprint": fingerprint,
            "loaded_at": now,
            "loaded_by_id": actor.pk if actor else None,
        },
    )
    audit.record(
        "questionnaires.instrument.loaded",
        actor=actor,
        now=now,
        subject_type="questionnaire",
        subject_id=questionnaire.pk,
        name=instrument.name,
        file=fingerprint,
        **licence,
    )


def ship_default(now: datetime) -> Questionnaire:
    """The questionnaire that comes with the program, published; one that is there already stays as it is."""
    found = Questionnaire.objects.filter(slug=queries.DEFAULT_SLUG).first()
    if found is None:
        with transaction.atomic():
            found, is_new = Questionnaire.objects.get_or_create(
                slug=queries.DEFAULT_SLUG,
                defaults={"name": "NPS after a job", "created_at": now},
            )
            if is_new:
                save_draft(found, default_definition(), actor=None, now=now)
                publish(found, actor=None, now=now)
    return found


def _record(
    deed: str,
    questionnaire: Questionnaire,
    *,
    actor: audit.Actor | None,
    now: datetime,
    number: int,
    **detail: object,
) -> None:
    audit.record(
        f"questionnaires.version.{deed}",
        actor=actor,
        now=now,
        subject_type="questionnaire",
        subject_id=questionnaire.pk,
        number=number,
        **detail,
    )
