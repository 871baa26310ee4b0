from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from pytest_django import DjangoAssertNumQueries

from extramile.core.models import AuditEntry
from extramile.questionnaires import operations, queries
from extramile.questionnaires.checking import DefinitionError
from extramile.questionnaires.models import Questionnaire, Version
from extramile.questionnaires.shipped import default_definition

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    queries.forget_definitions()


@pytest.fixture
def questionnaire(now: datetime) -> Questionnaire:
    return operations.ship_default(now)


def test_the_default_is_shipped_once(now: datetime, questionnaire: Questionnaire) -> None:
    assert operations.ship_default(now + timedelta(days=1)) == questionnaire
    version = queries.newest_published("nps-after-job")
    assert (version.number, version.questionnaire_id) == (1, questionnaire.pk)
    assert queries.newest_published(questionnaire.pk) == version
    keys = [question.key for question in queries.definition_of(version.pk).questions]
    assert keys == ["nps", "why", "praise", "improve", "call"]


def test_a_published_version_is_frozen_by_the_database(questionnaire: Questionnaire) -> None:
    published = Version.objects.filter(questionnaire=questionnaire)
    with pytest.raises(DatabaseError, match="make the next one"), transaction.atomic():
        published.update(definition={})
    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
        published.update(published_at=None)
    with pytest.raises(DatabaseError, match="published"), transaction.atomic():
        published.delete()
    assert published.get().definition == default_definition()


def test_editing_makes_the_next_and_publishing_freezes_it(
    now: datetime, questionnaire: Questionnaire
) -> None:
    changed = default_definition()
    changed["texts"] = {"send": {"en": "Off it goes"}}
    draft = operations.save_draft(questionnaire, changed, actor=None, now=now)
    again = operations.save_draft(questionnaire, changed, actor=None, now=now)
    assert (draft.pk, draft.number, draft.published_at) == (again.pk, 2, None)
    assert queries.newest_published("nps-after-job").number == 1
    operations.publish(questionnaire, actor=None, now=now)
    newest = queries.newest_published("nps-after-job")
    assert (newest.number, newest.published_at) == (2, now)
    first = Version.objects.get(questionnaire=questionnaire, number=1)
    assert first.definition == default_definition()
    deeds = (
        AuditEntry.objects.filter(subject_type="questionnaire")
        .order_by("pk")
        .values_list("action", flat=True)
    )
    assert list(deeds)[-3:] == [
        "questionnaires.version.edited",
        "questionnaires.version.edited",
        "questionnaires.version.published",
    ]


def test_publishing_says_what_is_missing_where(now: datetime, questionnaire: Questionnaire) -> None:
    incomplete = default_definition()
    del incomplete["questions"][4]["texts"]["title"]["fr"]
    operations.save_draft(questionnaire, incomplete, actor=None, now=now)
    with pytest.raises(DefinitionError, match=r"questions\[4\]\.texts\.title \(fr\)"):
        operations.publish(questionnaire, actor=None, now=now)
    assert queries.newest_published("nps-after-job").number == 1


def test_there_is_nothing_to_publish_without_a_draft(now: datetime, questionnaire: Questionnaire) -> None:
    with pytest.raises(DefinitionError, match="no draft"):
        operations.publish(questionnaire, actor=None, now=now)


def test_a_draft_can_be_thrown_away_but_not_the_only_version(
    now: datetime, questionnaire: Questionnaire
) -> None:
    operations.save_draft(questionnaire, default_definition(), actor=None, now=now)
    operations.discard_draft(questionnaire, actor=None, now=now)
    assert queries.draft_of(questionnaire) is None
    new = operations.create(slug="x", name="X", definition=default_definition(), actor=None, now=now)
    operations.discard_draft(new, actor=None, now=now)
    assert queries.draft_of(new) is not None


def test_another_editors_change_is_not_overwritten_unseen(
    now: datetime, questionnaire: Questionnaire
) -> None:
    seen = operations.fingerprint(operations.current(questionnaire))
    theirs = default_definition()
    theirs["questions"].pop()
    operations.save_draft(questionnaire, theirs, actor=None, now=now, seen=seen)
    with pytest.raises(operations.StaleDraftError):
        operations.save_draft(questionnaire, default_definition(), actor=None, now=now, seen=seen)
    assert operations.current(questionnaire) == theirs


def test_a_broken_definition_is_never_stored(now: datetime, questionnaire: Questionnaire) -> None:
    with pytest.raises(DefinitionError):
        operations.save_draft(questionnaire, {"format": 1}, actor=None, now=now)
    assert queries.draft_of(questionnaire) is None


def test_a_draft_is_not_asked_of_customers(now: datetime) -> None:
    new = operations.create(slug="x", name="X", definition=default_definition(), actor=None, now=now)
    with pytest.raises(Version.DoesNotExist, match="publish its draft"):
        queries.newest_published("x")
    draft = queries.draft_of(new)
    assert draft is not None
    with pytest.raises(Version.DoesNotExist):
        queries.definition_of(draft.pk)


def test_a_published_definition_is_read_once(
    questionnaire: Questionnaire, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    version_id = queries.newest_published(questionnaire.pk).pk
    with django_assert_num_queries(1):
        first = queries.definition_of(version_id)
        assert queries.definition_of(version_id) is first


# --- the coach --------------------------------------------------------------------------------------


def _doubled() -> dict[str, object]:
    definition = default_definition()
    definition["questions"][2]["kind"] = "single"
    definition["questions"][2]["texts"]["title"]["en"] = "How friendly and skilled were we?"
    return definition


def test_an_error_of_the_coach_keeps_it_from_being_published(
    now: datetime, questionnaire: Questionnaire
) -> None:
    operations.save_draft(questionnaire, _doubled(), actor=None, now=now)
    for despite in ("", "  \n"):
        with pytest.raises(operations.CoachError, match="WRD-1"):
            operations.publish(questionnaire, actor=None, now=now, despite=despite)
    assert queries.newest_published("nps-after-job").number == 1
    assert queries.draft_of(questionnaire) is not None


def test_a_reason_publishes_it_and_is_kept(now: datetime, questionnaire: Questionnaire) -> None:
    operations.save_draft(questionnaire, _doubled(), actor=None, now=now)
    version = operations.publish(questionnaire, actor=None, now=now, despite=" Asked so since 2011. ")
    version.refresh_from_db()
    overruled = [{"rule": "WRD-1", "question": "praise", "language": "en"}]
    assert (version.despite, version.overruled) == ("Asked so since 2011.", overruled)
    entry = AuditEntry.objects.filter(action="questionnaires.version.published").latest("pk")
    assert entry.detail == {"number": 2, "despite": "Asked so since 2011.", "overruled": overruled}
    with pytest.raises(DatabaseError), transaction.atomic():  # as frozen as the rest
        Version.objects.filter(pk=version.pk).update(despite="")


def test_a_reason_that_nothing_asks_for_is_not_kept(now: datetime, questionnaire: Questionnaire) -> None:
    operations.save_draft(questionnaire, default_definition(), actor=None, now=now)
    version = operations.publish(questionnaire, actor=None, now=now, despite="Just so.")
    assert (version.despite, version.overruled) == ("", [])


def test_the_score_question_of_a_series_is_watched(now: datetime, questionnaire: Questionnaire) -> None:
    changed = default_definition()
    changed["questions"][0]["orientation"] = "vertical"
    operations.save_draft(questionnaire, changed, actor=None, now=now)
    with pytest.raises(operations.CoachError, match="NPS-2"):
        operations.publish(questionnaire, actor=None, now=now)


def test_who_answers_it_is_said_once(now: datetime, questionnaire: Questionnaire) -> None:
    assert questionnaire.audience == "customers"
    for _again in range(2):
        operations.address(questionnaire, audience="employees", actor=None, now=now)
    questionnaire.refresh_from_db()
    assert questionnaire.audience == "employees"
    assert AuditEntry.objects.filter(action="questionnaires.questionnaire.addressed").count() == 1
    with pytest.raises(ValueError, match="everybody"):
        operations.address(questionnaire, audience="everybody", actor=None, now=now)
