"""Dated changes, silence, money and how much it would take: what each class allows to be said."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from extramile.evidence.sentences import beside, sentence
from extramile.evidence.views import Estimate, EvidenceClass, FindingView
from tests.evidence.test_sentences import CAUSAL

FACTS: dict[str, dict[str, Any]] = {
    "change": {
        "what": "Coaching",
        "units_began": 12,
        "units_beside": 14,
        "answers": 51234,
        "days": 7,
        "smallest_effect": 5,
        "first_start": "2026-03-02",
        "pre_trend_p": 0.4,
        "permutation_p": 0.012,
        "detectable": 3.2,
        "stated_before": 0,
        "overlaps": 1,
        "overlap_names": "New vans",
        "closed": 2,
        "moved": 1,
        "left_out": 3,
        "draws_before": 2,
        "is_early": 1,
        "by_lot": 0,
    },
    "bias": {
        "asked": 12000,
        "answered": 3000,
        "matters": 10,
        "nps": 61.2,
        "response_rate": 0.25,
        "shift": 13.3,
        "silent_score": 48.0,
        "is_possible": 1,
        "weighted": 58.0,
        "effective_n": 2400.0,
        "late": 500,
        "soon": 2500,
        "late_less_soon": -8.0,
        "late_low": -12.0,
        "late_high": -4.0,
        "if_like_late": 54.0,
        "most_rate": 0.3,
        "most_channel": "sms",
        "least_rate": 0.2,
        "least_channel": "email",
    },
    "worth": {
        "window_days": 365,
        "jobs_with_customer": 9000,
        "customers": 5000,
        "came_back": 900,
        "later_jobs": 1000,
        "later_jobs_with_amount": 990,
        "since": "2024-01-01",
        "until": "2025-06-01",
        "promoters": 3000,
        "promoters_back": 700,
        "detractors": 800,
        "detractors_back": 80,
        "plain": 0.13,
        "strata": 8,
        "left_out": 3,
        "detectable": 0.03,
        "referred": 12,
        "jobs_told": 400,
        "attribute": "referred",
    },
    "power": {
        "teams": 40,
        "teams_all": 60,
        "people": 500,
        "rate": 0.75,
        "respondents": 8.2,
        "answers": 44.0,
        "waves": 4,
        "worth": 1.0,
        "exposure_is_assumed": 1,
        "outcome_is_assumed": 1,
        "detectable": 1.4,
        "chance": 0.5,
        "needs_teams": 90,
        "needs_waves": 8,
        "needs_answers": None,
        "chance_half_years": 0.6,
        "chance_more_response": 0.7,
        "least_teams": 6,
        "least_waves": 3,
        "because": "too_weak",
    },
}
FACTS["rollout"] = FACTS["change"] | {"by_lot": 1, "stated_before": 1, "overlaps": 0, "is_early": 0}
CLASSES = {
    "change": ["changed", "not_changed", "pre_trend", "cannot_tell"],
    "rollout": ["caused", "changed", "not_changed", "pre_trend", "cannot_tell"],
    "bias": ["describes", "cannot_tell"],
    "worth": ["between_only", "no_link", "cannot_tell"],
    "power": ["describes", "cannot_tell"],
}
BECAUSE = {
    "change": ["few_units", "few_beside", "no_both", "short_before"],
    "bias": ["nobody_asked", "few_answers"],
    "worth": [
        "no_customers",
        "too_short",
        "nobody_back",
        "few_customers",
        "no_amounts",
        "few_amounts",
        "nobody_alike",
    ],
    "power": ["few_teams", "few_waves", "no_answers", "too_weak"],
}


def finding(kind: str, evidence_class: str, *, subject: str = "", **facts: Any) -> FindingView:
    return FindingView(
        public_id=UUID(int=1),
        study_key=f"{kind}:{subject}" if subject else kind,
        question={"en": "?", "nl": "?"},
        evidence_class=EvidenceClass(evidence_class),
        estimate=Estimate(4.25, 1.5, 7.0, "points"),
        facts=FACTS[kind] | facts,
        found_at=datetime(2026, 11, 22, tzinfo=UTC),
        since=date(2025, 9, 1),
        until=date(2026, 8, 31),
        kind=kind,
    )


def every() -> list[FindingView]:
    plain = [finding(kind, one) for kind, classes in CLASSES.items() for one in classes]
    refused = [finding(kind, "cannot_tell", because=one) for kind, codes in BECAUSE.items() for one in codes]
    amounts = [finding("worth", one, subject="amount") for one in CLASSES["worth"]]
    referrals = [finding("worth", one, subject="referrals") for one in ("describes", "cannot_tell")]
    lower = [replace(one, estimate=Estimate(-4.25, -7.0, -1.5, "points")) for one in plain]
    bare = [replace(one, facts={}, estimate=None) for one in plain]
    others = [
        finding("bias", "describes", **one)
        for one in (
            {"is_possible": 0},
            {"shift": None},
            {"late_less_soon": None},
            {"late_low": -1, "late_high": 2},
            {"late_low": 1, "late_high": 2, "late_less_soon": 1.5},
        )
    ]
    return [*plain, *refused, *amounts, *referrals, *lower, *bare, *others]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_class_has_a_whole_sentence(language: str) -> None:
    for view in every():
        for text in (sentence(view, language), *beside(view, language)):
            assert text[-1] in ".!", text
            assert not set("{}") & set(text), text
            for wrong in ("None", "nan", "  ", ". .", "..", " ."):
                assert wrong not in text, text


@pytest.mark.parametrize("language", ["en", "nl"])
def test_only_lots_that_were_drawn_once_may_lead_to_anything(language: str) -> None:
    for view in every():
        causal = CAUSAL.search(sentence(view, language))
        assert bool(causal) == (view.evidence_class is EvidenceClass.CAUSED), sentence(view, language)
        assert not any(CAUSAL.search(line) for line in beside(view, language)), beside(view, language)


def test_the_two_languages_say_the_same_things() -> None:
    from extramile.evidence.sentences import bias_words, changes_words, power_words, worth_words

    for words in (bias_words, changes_words, power_words, worth_words):
        missing = words.ENGLISH.keys() - words.DUTCH.keys()
        assert not missing, missing
        for name, text in words.ENGLISH.items():
            filled = {part.partition("}")[0] for part in text.split("{")[1:]}
            dutch = {part.partition("}")[0] for part in words.DUTCH[name].split("{")[1:]}
            assert filled - {"more"} <= dutch | {"often"}, name


def test_a_lower_score_is_said_with_its_limits_the_right_way_round() -> None:
    view = replace(finding("change", "changed"), estimate=Estimate(-4.25, -7.0, -1.5, "points"))
    assert "4.2 points lower" in sentence(view, "en")
    assert "between 1.5 and 7.0" in sentence(view, "en")
    assert "4,2 punten lager" in sentence(view, "nl")


def test_a_change_says_all_that_must_be_read_beside_it() -> None:
    lines = " ".join(beside(finding("change", "changed"), "en"))
    for words in (
        "Nobody drew lots",
        "halfway",
        "New vans",
        "after the beginning",
        "closed",
        "moved",
        "by the week",
    ):
        assert words in lines
    lots = " ".join(beside(finding("rollout", "changed", draws_before=1), "en"))
    assert "drawn and called off" in lots
    assert "Nobody drew lots" not in lots


def test_what_it_would_take_says_each_way() -> None:
    assert "8 waves or 90 teams" in sentence(finding("power", "cannot_tell"), "en")
    assert "8 metingen of 90 teams" in sentence(finding("power", "cannot_tell"), "nl")
    none = finding("power", "cannot_tell", needs_teams=None, needs_waves=None)
    assert "than can be had" in sentence(none, "en")


def test_one_is_not_told_in_the_plural() -> None:
    small = finding("power", "cannot_tell", because="few_waves", people=1, teams_all=1, answers=1, waves=1)
    assert sentence(small, "en").startswith("Cannot tell: one wave is too few")
    assert sentence(small, "nl").startswith("Dat is niet te zeggen: één meting is te weinig")
    assert beside(small, "en")[-1].startswith("1 person in 1 team. ")
    assert beside(small, "en")[-1].endswith("1 customer's answer per group and quarter.")
    assert beside(small, "nl")[-1].startswith("1 mens in 1 team. ")
    large = finding(
        "power", "cannot_tell", because="few_waves", people=1200, teams_all=2, answers=31, waves=2
    )
    assert sentence(large, "en").startswith("Cannot tell: 2 waves are too few")
    assert beside(large, "en")[-1].startswith("1,200 people in 2 teams. ")
    assert beside(large, "nl")[-1].endswith("31 antwoorden van klanten per groep en kwartaal.")


@pytest.mark.parametrize(
    ("kind", "facts", "english", "dutch"),
    [
        (
            "worth",
            {"because": "few_told", "jobs_told": 1},
            "only one job says whether it came",
            "één opdracht staat of ze na een aanbeveling binnenkwam.",
        ),
        ("worth", {"because": "few_told", "jobs_told": 0}, "no job says", "bij geen enkele opdracht staat"),
        ("worth", {"because": "few_told", "jobs_told": 2}, "only 2 jobs say", "bij 2 opdrachten staat"),
        (
            "worth",
            {"because": "few_amounts", "later_jobs_with_amount": 1},
            "only one of 1,000 later jobs carries",
            "maar één van de 1.000 latere opdrachten heeft",
        ),
        (
            "worth",
            {"because": "nobody_back", "customers": 1},
            "the only customer did not come back",
            "de enige klant kwam niet",
        ),
        (
            "bias",
            {"because": "few_answers", "answered": 1},
            "only one of 12,000 customers who were asked has answered",
            "heeft er nog maar één geantwoord",
        ),
        (
            "bias",
            {"because": "few_answers", "answered": 0},
            "has answered",
            "heeft er nog niet één geantwoord",
        ),
        ("change", {"units_began": 1}, "1 that began", "één eenheid die begon en"),
        ("change", {"units_began": 0}, "0 that began", "van eenheden die begonnen zijn er geen"),
    ],
)
def test_number_and_verb_go_together(kind: str, facts: dict[str, Any], english: str, dutch: str) -> None:
    view = finding(kind, "cannot_tell", **facts)
    for language, expected in (("en", english), ("nl", dutch)):
        said = " ".join((sentence(view, language), *beside(view, language)))
        assert expected.rstrip(".") in said, said


@pytest.mark.parametrize(
    ("kind", "facts", "english", "dutch"),
    [
        ("worth", {"left_out": 1}, "One customer had nobody", "Eén klant had niemand"),
        ("worth", {"left_out": 2}, "2 customers had nobody", "2 klanten hadden niemand"),
        ("change", {"left_out": 1}, "Of one period nobody was left", "Voor één periode was er niemand"),
        ("change", {"permutation_p": 0.0101}, "would be seen once in a hundred", "in één van de honderd"),
        ("change", {"permutation_p": 0.02}, "would be seen 2 times in a hundred", "in 2 van de honderd"),
    ],
)
def test_number_and_verb_go_together_beside(
    kind: str, facts: dict[str, Any], english: str, dutch: str
) -> None:
    view = finding(kind, {"worth": "between_only", "change": "changed"}[kind], **facts)
    assert english in " ".join(beside(view, "en"))
    assert dutch in " ".join(beside(view, "nl"))


@pytest.mark.parametrize(("most", "is_said"), [(0.254, False), (0.31, True)])
def test_channels_that_answer_alike_are_not_told_apart(most: float, is_said: bool) -> None:
    """As written: 25% beside 25% tells nothing."""
    view = finding("bias", "describes", most_rate=most, least_rate=0.25)
    assert ("25%" in " ".join(beside(view, "en"))) == is_said
    assert ("via sms gevraagd is, antwoordde 31%" in " ".join(beside(view, "nl"))) == is_said


@pytest.mark.parametrize(
    ("language", "words"), [("en", "until 31 August 2026"), ("nl", "tot en met 31 augustus 2026")]
)
def test_the_response_says_until_when_they_were_asked(language: str, words: str) -> None:
    """A report counts who was asked until its last day; this only who had time to answer: two numbers."""
    assert words in sentence(finding("bias", "describes"), language)
