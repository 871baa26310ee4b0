"""What may be asked about questionnaires."""

from functools import lru_cache

from django.db.models import QuerySet

from extramile.questionnaires import coach
from extramile.questionnaires.definition import Definition
from extramile.questionnaires.instruments import Scale, scales_of
from extramile.questionnaires.models import Instrument, Questionnaire, Version

DEFAULT_SLUG = "nps-after-job"


def questionnaires() -> QuerySet[Questionnaire]:
    return Questionnaire.objects.filter(archived_at__isnull=True).order_by("name")


def newest_published(questionnaire: int | str) -> Version:
    """The version that customers get now, by the questionnaire's id or slug. Raises Version.DoesNotExist."""
    published = Version.objects.filter(published_at__isnull=False).order_by("-number")
    if isinstance(questionnaire, str):
        found = published.filter(questionnaire__slug=questionnaire).first()
    else:
        found = published.filter(questionnaire_id=questionnaire).first()
    if found is None:
        raise Version.DoesNotExist(
            f"questionnaire {questionnaire!r} has no published version: publish its draft"
        )
    return found


@lru_cache(maxsize=512)
def _frozen(version_id: int) -> Definition:
    raw = Version.objects.values_list("definition", flat=True).get(pk=version_id, published_at__isnull=False)
    return Definition.trust(raw)


def definition_of(version_id: int) -> Definition:
    """The definition of a published version. Read once per process: it is frozen for ever."""
    return _frozen(version_id)


def scales_of_version(version_id: int) -> tuple[Scale, ...]:
    """How an instrument that was loaded from a file is scored; none for any other questionnaire."""
    raw = (
        Instrument.objects.filter(questionnaire__versions=version_id).values_list("scales", flat=True).first()
    )
    return scales_of(raw) if raw else ()


def instruments() -> QuerySet[Instrument]:
    return Instrument.objects.select_related("questionnaire").order_by("questionnaire__name")


def forget_definitions() -> None:
    """For tests, whose versions come and go within one process."""
    _frozen.cache_clear()


def draft_of(questionnaire: Questionnaire) -> Version | None:
    return questionnaire.versions.filter(published_at__isnull=True).first()


def published_versions(questionnaire: Questionnaire) -> QuerySet[Version]:
    """Newest first."""
    return questionnaire.versions.filter(published_at__isnull=False).order_by("-number")


def coached(
    questionnaire: Questionnaire, definition: Definition, *, fieldwork: coach.Fieldwork | None = None
) -> list[coach.Finding]:
    """What the coach says of this definition as the next version."""
    newest = published_versions(questionnaire).first()
    previous = Definition.trust(newest.definition) if newest else None
    return coach.check(definition, audience=questionnaire.audience, previous=previous, fieldwork=fieldwork)
