"""Instruments of others: loaded word for word, with the statement of the right; their keys are checked."""

import json
from datetime import datetime
from typing import Any

import pytest

from extramile.core.models import AuditEntry
from extramile.questionnaires import instruments
from extramile.questionnaires.checking import DefinitionError
from extramile.questionnaires.loading import load_instrument
from extramile.questionnaires.models import Instrument, Questionnaire, Version
from extramile.questionnaires.operations import create
from extramile.questionnaires.queries import scales_of_version
from extramile.stats import uwes
from tests.questionnaires.made_up import division, instrument, lamps, rating


def as_file(raw: Any) -> bytes:
    return json.dumps(raw).encode()


def scale(scoring: str, *items: Any, **other: Any) -> dict[str, Any]:
    return {"key": "s", "label": {"en": "S"}, "scoring": scoring, "items": list(items), **other}


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ([], "format"),
        (lamps(format="extramile-instrument/2"), "format"),
        (lamps(slug="Not a slug"), "slug"),
        (lamps(licence=None), "licence"),
        (lamps(licence={"holder": "H", "terms": "T", "statement": " "}), "licence.statement"),
        (lamps(licence={"terms": "T", "statement": "S"}), "licence.holder"),
        (lamps(questionnaire={"format": 1}), "questionnaire"),
        (instrument(rating("a"), scales=[]), "scales"),
        (instrument(rating("a"), scales=[scale("median", "a")]), "scales[0].scoring"),
        (instrument(rating("a"), scales=[scale("mean", "b")]), "scales[0].items[0]"),
        (instrument(rating("a"), scales=[scale("mean", 7)]), "scales[0].items[0]"),
        (instrument(rating("a"), scales=[scale("mean", "a", low=6, high=0)]), "scales[0].low"),
        (instrument(rating("a"), scales=[scale("mean", "a"), scale("mean", "a")]), "scales[1].key"),
        (instrument(rating("a"), scales=[scale("uwes-3", "a")]), "scales[0].items"),
        (
            instrument(rating("a", low=1, high=5), scales=[scale("uwes-3", "a", "a", "a")]),
            "scales[0].items[0]",
        ),
        (instrument(division("a"), scales=[scale("points", "a")]), "scales[0].items[0]"),
        (instrument(division("a"), scales=[scale("mean", "a")]), "scales[0].items[0]"),
    ],
)
def test_what_cannot_be_used_is_said_where_it_is(raw: Any, place: str) -> None:
    with pytest.raises(DefinitionError) as wrong:
        instruments.read(raw)
    assert any(one.path.startswith(place) and one.message for one in wrong.value.problems), wrong.value


def test_the_keys_of_the_uwes_are_those_by_which_people_are_scored() -> None:
    """The scales of a file take the same places as `uwes9` and `uwes3` do."""
    for items, score in ((3, uwes.uwes3), (9, uwes.uwes9)):
        keys = [f"q{number}" for number in range(items)]
        raw = instrument(*(rating(key) for key in keys), scales=[scale(f"uwes-{items}", *keys)])
        answers = dict(zip(keys, [6, 1, 4, 2, 5, 0, 3, 6, 1][:items], strict=True))
        scored = score(list(answers.values()))
        found = {one.key: one for one in instruments.read(raw).scales}
        for name in ("total", "vigour", "dedication", "absorption"):
            given = [answers[item.question] for item in found[f"s.{name}"].items]
            assert sum(given) / len(given) == getattr(scored, name)
            assert (found[f"s.{name}"].low, found[f"s.{name}"].high) == (0, 6)


@pytest.mark.django_db
class TestLoading:
    def test_published_for_employees_with_the_statement_kept(self, now: datetime) -> None:
        made = load_instrument(as_file(lamps()), actor=None, now=now)
        assert (made.audience, made.name) == ("employees", "Lamps")
        version = Version.objects.get(questionnaire=made)
        assert version.published_at == now
        assert version.definition == lamps()["questionnaire"]
        kept = Instrument.objects.get(questionnaire=made)
        assert (kept.holder, kept.terms, kept.statement) == (
            "Lamp Institute",
            "By permission",
            "Permission of 3 March 2026.",
        )
        written = AuditEntry.objects.get(action="questionnaires.instrument.loaded").detail
        assert (written["statement"], written["file"]) == (kept.statement, kept.fingerprint)
        (found,) = scales_of_version(version.pk)
        assert [(item.question, item.is_reversed) for item in found.items] == [
            ("first", False),
            ("second", True),
        ]

    def test_the_same_file_again_changes_nothing_and_a_new_one_is_the_next_version(
        self, now: datetime
    ) -> None:
        for _ in range(2):
            made = load_instrument(as_file(lamps()), actor=None, now=now)
        assert Version.objects.count() == 1
        assert AuditEntry.objects.filter(action="questionnaires.instrument.loaded").count() == 1
        changed = lamps()
        changed["questionnaire"]["questions"].append(rating("third"))
        assert load_instrument(as_file(changed), actor=None, now=now) == made
        assert Version.objects.filter(published_at__isnull=False).count() == 2

    def test_words_that_the_coach_dislikes_are_not_mended(self, now: datetime) -> None:
        raw = lamps()
        title = "Do you not agree that the lamp is green and the table is round?"
        raw["questionnaire"]["questions"][0]["texts"]["title"]["en"] = title
        made = load_instrument(as_file(raw), actor=None, now=now)
        version = Version.objects.get(questionnaire=made)
        assert version.definition["questions"][0]["texts"]["title"]["en"] == title
        assert version.overruled
        assert "By permission, Lamp Institute" in version.despite

    def test_another_questionnaire_of_that_name_is_left_alone(self, now: datetime) -> None:
        create(slug="lamps", name="Ours", definition=lamps()["questionnaire"], actor=None, now=now)
        with pytest.raises(DefinitionError):
            load_instrument(as_file(lamps()), actor=None, now=now)
        assert Questionnaire.objects.get().name == "Ours"
        assert not Instrument.objects.exists()

    @pytest.mark.parametrize("file", [b"", b"\xff\xfe", b"[" * 10_000, b"x" * 600_000, b'{"format": 1e999}'])
    def test_nonsense_is_told(self, file: bytes, now: datetime) -> None:
        with pytest.raises(DefinitionError):
            load_instrument(file, actor=None, now=now)
