"""What each class of evidence allows to be said, and what no class but one does."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from extramile.evidence.sentences import beside, sentence
from extramile.evidence.sentences.numbers import chance, number, size, whole
from extramile.evidence.views import Estimate, EvidenceClass, FindingView

# Words that say that one makes the other. "door" is also Dutch for "through": none of our sentences needs it.
CAUSAL = re.compile(
    r"\b(leads? to|led to|caus\w*|driv(es?|en|ing)|because of|due to|thanks to|results? in|effect of|makes?"
    r"|raises?|leidt? tot|leidde tot|zorgt? (er)?voor|zorgde voor|door|dankzij|veroorza\w*|oorzaak|komt? van"
    r"|het gevolg|stuwt|drijft|maakt dat|verhoogt|verbetert)\b",
    re.IGNORECASE,
)
FACTS: dict[str, Any] = {
    "exposure_measure": "enps",
    "outcome_measure": "nps",
    "exposure": "enps",
    "outcome": "",
    "lag": 0,
    "teams": 60,
    "waves": 5,
    "waves_before_freezing": 0,
    "stated_after_data": 0,
    "readings": 3,
    "customers": 18000,
    "employees_least": 3000,
    "smallest_effect": 1.0,
    "within_p": 1e-9,
    "permutation_p": 0.001,
    "lead_p": 0.4,
    "within": 1.6,
    "within_low": 1.1,
    "within_high": 2.1,
    "between": 2.4,
    "between_low": 1.8,
    "between_high": 3.1,
    "lead": 0.1,
    "minimum_detectable": 0.7,
    "lead_minimum_detectable": 0.8,
    "reliability": 0.8,
    "corrected": 1.9,
    "corrected_low": 1.3,
    "corrected_high": 2.5,
    "alpha": 0.05,
    "among": 1,
}
EXTREMES: list[dict[str, Any]] = [
    {},
    {"within": 99.0, "within_low": 98.0, "within_high": 100.0, "within_p": 0.0, "lead_p": 0.999, "among": 40},
    {"within": -99.0, "within_low": -100.0, "within_high": -98.0, "stated_after_data": 1},
    {"lag": 1, "exposure_measure": "mean", "exposure_en": "Energy?", "exposure_nl": "Energie?"},
    {"lag": 3, "outcome_measure": "ticked", "outcome_en": "Friendly", "outcome_nl": "Vriendelijk"},
    {"lead": None, "lead_p": None, "lead_minimum_detectable": None, "between": None, "corrected": None},
    {"minimum_detectable": "inf", "lead_minimum_detectable": "inf", "corrected_high": "inf"},
    {"readings": 10, "any_alarm": 0.175},
    {"among": 120, "sure": 0},
    {"among": 120, "sure": 1},
    {"among": 120, "sure": 12},
    {"because": "too_few_waves", "found": 0, "needed": 3},
    {"because": "too_few_waves", "found": 1, "needed": 3},
    {"because": "too_few_teams", "found": 0, "needed": 6},
    {"because": "too_few_teams", "found": 5, "needed": 6},
    {"because": "no_topic"},
    {"because": "constant_exposure", "found": None, "needed": None},
    {"because": "too_little_in_common", "found": None, "needed": None},
    {"because": "a reason of the future", "found": None, "needed": None},
]
OF_LINKAGE = (
    EvidenceClass.CANNOT_TELL,
    EvidenceClass.DESCRIBES,
    EvidenceClass.NO_LINK,
    EvidenceClass.BETWEEN_ONLY,
    EvidenceClass.LEAD_FIRES,
    EvidenceClass.WITHIN,
)


def _view(which: EvidenceClass, /, **changed: Any) -> FindingView:
    facts = FACTS | changed
    slope = float(facts["within"])
    return FindingView(
        public_id=UUID(int=1),
        study_key="enps-nps",
        question={"en": "?", "nl": "?"},
        evidence_class=which,
        estimate=Estimate(slope, float(facts["within_low"]), float(facts["within_high"]), "points_per_ten"),
        facts=facts,
        found_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def _all_said(view: FindingView) -> list[str]:
    return [
        line
        for language in ("en", "nl", "nl-be", "de")
        for line in (sentence(view, language), *beside(view, language))
    ]


@pytest.mark.parametrize("found", OF_LINKAGE)
def test_no_class_of_linkage_says_that_one_makes_the_other(found: EvidenceClass) -> None:
    """Whatever the numbers are."""
    for extreme in EXTREMES:
        if found is EvidenceClass.DESCRIBES and "sure" not in extreme:
            continue
        for line in _all_said(_view(found, **extreme)):
            assert not CAUSAL.search(line), line
            assert "{" not in line
            assert "None" not in line
            assert "nan" not in line.split()


def test_the_search_for_such_words_finds_them() -> None:
    for line in (
        "A higher eNPS leads to a higher NPS",
        "This causes a rise",
        "eNPS drives NPS",
        "Een hogere eNPS leidt tot een hogere NPS",
        "Dat zorgt voor een hogere NPS",
        "De NPS stijgt door de eNPS",
    ):
        assert CAUSAL.search(line), line


def test_each_class_says_something_else() -> None:
    told = {
        sentence(_view(found, because="too_few_teams", found=2, needed=6), "en")
        for found in OF_LINKAGE
        if found != "describes"
    }
    assert len(told) == len(OF_LINKAGE) - 1


@pytest.mark.parametrize(
    ("language", "so_far"),
    [
        ("en", "that one of all so far does, is a chance of about 14%."),
        ("nl", "de kans dat dat tot nu toe minstens één keer gebeurt, is ongeveer 14%."),
    ],
)
def test_who_looks_often_is_told_what_that_costs(language: str, so_far: str) -> None:
    often = beside(_view(EvidenceClass.WITHIN, readings=6, any_alarm=0.139), language)
    assert any(line.endswith(so_far) for line in often)
    uncounted = beside(_view(EvidenceClass.WITHIN, readings=6), language)  # of a run before it was counted
    assert len(uncounted) == len(often)
    once = beside(_view(EvidenceClass.WITHIN, readings=1, any_alarm=None), language)
    assert len(once) == len(often) - 1


def test_where_the_placebo_could_see_little_that_is_said() -> None:
    weak = _view(EvidenceClass.WITHIN, lead_minimum_detectable=5.0)
    assert any("its silence proves little" in line for line in beside(weak, "en"))
    assert not any("its silence proves little" in line for line in beside(_view(EvidenceClass.WITHIN), "en"))


def test_what_would_have_been_worth_having_stands_beside_what_was_found() -> None:
    for smallest, words in ((1.0, "more than"), (3.0, "less than"), (1.5, "cannot be told")):
        lines = beside(_view(EvidenceClass.WITHIN, smallest_effect=smallest), "en")
        assert any(words in line and "worth having" in line for line in lines)
    unseen = sentence(_view(EvidenceClass.NO_LINK, minimum_detectable=2.0), "en")
    assert "may be there unseen" in unseen
    assert "may be there unseen" not in sentence(_view(EvidenceClass.NO_LINK), "en")


def test_a_fall_is_said_without_a_sign() -> None:
    view = _view(EvidenceClass.WITHIN, within=-2.4, within_low=-2.8, within_high=-1.9)
    assert "2.4 points lower" in sentence(view, "en")
    assert "between 1.9 and 2.8" in sentence(view, "en")


def test_numbers_are_written_the_way_of_the_language() -> None:
    assert [number(-1.25, one) for one in ("en", "nl")] == ["−1.2", "−1,2"]
    assert [whole(18000, one) for one in ("en", "nl")] == ["18,000", "18.000"]
    assert [chance(0.00004, one) for one in ("en", "nl")] == ["less than 0.001", "kleiner dan 0,001"]
    assert number(-0.01, "en") == "0.0"
    assert (size(1.0, "en"), size(0.04, "nl")) == ("1", "0,04")
