"""Load an instrument from its file: its questions become a questionnaire for employees, as they are."""

import hashlib
import json
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from extramile.core import audit
from extramile.questionnaires import coach, instruments, operations
from extramile.questionnaires.checking import MOST_BYTES, DefinitionError, Problem
from extramile.questionnaires.models import Instrument, Questionnaire, Version

WORD_FOR_WORD: Final = "Loaded word for word under its licence: {terms}, {holder}."


def load_instrument(file: bytes, *, actor: audit.Actor | None, now: datetime) -> Questionnaire:
    """The questionnaire, published, with its scales. The same file again changes nothing; a newer file of the
    same instrument becomes its next version. Raises DefinitionError with what to do at each place.

    What the survey coach finds in the words of others is not mended but overruled: the licence is the reason
    that is kept.
    """
    raw = _json(file)
    found = instruments.read(raw)
    fingerprint = hashlib.sha256(file).hexdigest()
    with transaction.atomic():
        questionnaire = _questionnaire(found, actor=actor, now=now)
        before = Instrument.objects.filter(questionnaire=questionnaire).first()
        if before is not None and before.fingerprint == fingerprint:
            return questionnaire
        reason = WORD_FOR_WORD.format(terms=found.licence.terms, holder=found.licence.holder)
        if Version.objects.filter(questionnaire=questionnaire, published_at__isnull=True).exists():
            operations.publish(questionnaire, actor=actor, now=now, despite=reason)
        operations.keep_instrument(
            questionnaire, found, scales=raw["scales"], fingerprint=fingerprint, actor=actor, now=now
        )
    return questionnaire


def _json(file: bytes) -> dict[str, Any]:
    if len(file) > MOST_BYTES:
        raise DefinitionError([Problem("", _("The file is larger than 512 kB. Is it the right file?"))])
    try:
        raw = json.loads(file.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise DefinitionError([Problem("", _("This is not JSON in UTF-8. Look at the example."))]) from error
    return raw if isinstance(raw, dict) else {}


def _questionnaire(
    found: instruments.Instrument, *, actor: audit.Actor | None, now: datetime
) -> Questionnaire:
    """A new one, or the one the same instrument was loaded into before, with these questions as draft."""
    there = Questionnaire.objects.select_for_update().filter(slug=found.slug).first()
    if there is None:
        return operations.create(
            slug=found.slug,
            name=found.name,
            definition=found.definition,
            actor=actor,
            now=now,
            audience=coach.Audience.EMPLOYEES,
        )
    if not Instrument.objects.filter(questionnaire=there).exists():
        taken = _("There is a questionnaire of this name already. Write another one.")
        raise DefinitionError([Problem("slug", taken)])
    if operations.current(there) != found.definition:
        operations.save_draft(there, found.definition, actor=actor, now=now)
    return there
