"""Every class of evidence gives its own sentence, in both languages, and none says more than it may."""

import re
from datetime import date

import pytest

from extramile.board.compose import LANGUAGES, compose
from extramile.board.content import Content
from extramile.board.gather.facts import StudyFacts
from extramile.evidence.views import Estimate, EvidenceClass
from tests.board.facts import facts, finding, place, tally, wave

LINKED = [
    EvidenceClass.CANNOT_TELL,
    EvidenceClass.NO_LINK,
    EvidenceClass.BETWEEN_ONLY,
    EvidenceClass.LEAD_FIRES,
    EvidenceClass.WITHIN,
    EvidenceClass.DESCRIBES,
]
CAUSAL = {
    "en": r"\b(caus\w+|leads? to|led to|drives?|driven|because of|results? in|brings? about|thanks to)\b",
    "nl": r"\b(veroorza\w+|leidt tot|leiden tot|oorzaak|dankzij|zorgt voor|zorgen voor|maakt dat)\b",
}


def everything(content: Content) -> str:
    """All that the program says of the evidence."""
    links = [(one.sentence, one.how_sure, one.caution) for one in content.chain]
    parts = [content.answer, *content.how_sure, *content.to_know_more, *content.to_decide]
    return " ".join([*parts, *(text for link in links for text in link)])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_class_has_a_sentence_of_its_own(language: str) -> None:
    said = [
        compose(facts(finding(one)), language).answer for one in LINKED if one is not EvidenceClass.DESCRIBES
    ]
    said += [compose(facts(), language).answer, compose(facts(waves=()), language).answer]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("evidence_class", [one for one in LINKED if one is not EvidenceClass.DESCRIBES])
def test_no_word_of_cause_before_it_is_earned(language: str, evidence_class: EvidenceClass) -> None:
    content = compose(facts(finding(evidence_class)), language)
    assert not re.findall(CAUSAL[language], everything(content), re.IGNORECASE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("evidence_class", [one for one in LINKED if one is not EvidenceClass.DESCRIBES])
def test_the_answer_is_one_sentence(language: str, evidence_class: EvidenceClass) -> None:
    said = compose(facts(finding(evidence_class)), language).answer
    assert said.endswith(".")
    assert len(re.findall(r"[.!?](?:\s|$)", said)) == 1


@pytest.mark.parametrize("evidence_class", LINKED)
def test_two_minutes_and_never_more_than_three_decisions(evidence_class: EvidenceClass) -> None:
    if evidence_class is EvidenceClass.DESCRIBES:
        return
    content = compose(facts(finding(evidence_class)), "en")
    assert 1 <= len(content.to_decide) <= 3
    assert content.to_know_more
    page = [content.answer, *content.how_sure, *content.to_know_more, *content.to_decide]
    assert len(" ".join(page).split()) < 300  # two minutes at 150 words


def test_a_link_the_other_way_round_is_not_told_as_hoped() -> None:
    """More enthusiastic colleagues, less enthusiastic customers: seen, it is said so."""
    down = Estimate(-1.4, -2.2, -0.6, "points_per_ten")
    said = compose(facts(finding(EvidenceClass.WITHIN, estimate=down)), "en").answer
    assert "lower" in said
    assert "grew more enthusiastic" not in said


@pytest.mark.parametrize(("language", "words"), [("en", "not established"), ("nl", "staat niet vast")])
def test_customers_first_and_nothing_after_is_told_without_a_direction(language: str, words: str) -> None:
    """Whatever the slope within teams: it is the next wave's that says that the two go together."""
    flat = Estimate(-0.8, -1.5, 0.0, "points_per_ten")
    said = compose(facts(finding(EvidenceClass.LEAD_FIRES, estimate=flat, lead=3.8)), language).answer
    assert words in said


@pytest.mark.parametrize(
    ("evidence_class", "words"),
    [(EvidenceClass.BETWEEN_ONLY, "something else in common"), (EvidenceClass.LEAD_FIRES, "not settled")],
)
def test_the_other_way_round_keeps_its_caution(evidence_class: EvidenceClass, words: str) -> None:
    down = Estimate(-1.4, -2.2, -0.6, "points_per_ten")
    assert words in compose(facts(finding(evidence_class, estimate=down, lead=-2.0)), "en").answer


def test_without_a_direction_none_is_told() -> None:
    said = compose(facts(finding(EvidenceClass.LEAD_FIRES, lead=None)), "en").answer
    assert "move first" not in said


def test_no_wave_is_told_as_no_wave() -> None:
    content = compose(facts(waves=()), "en")
    assert "have not been asked" in content.answer
    assert content.to_decide
    assert "Colleagues have not been asked" in content.heading("employees").note


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_lot_has_shown_is_told_and_decided_whatever_else_was_studied(language: str) -> None:
    lot = finding(
        EvidenceClass.CAUSED,
        key="rollout:3",
        kind="rollout",
        estimate=Estimate(8.0, 4.0, 12.0, "points"),
        what="Coaching by peers",
    )
    content = compose(facts(finding(EvidenceClass.NO_LINK), lot), language)
    assert "Coaching by peers" in content.to_decide[0]
    assert any("Coaching by peers" in line for line in content.how_sure)
    assert "Coaching by peers" not in content.answer


def test_low_response_is_something_to_decide() -> None:
    quiet = place(1, "Ruitmeesters", tally(62, 26, 12, asked=2000), kind="company")
    content = compose(facts(finding(EvidenceClass.NO_LINK), company=quiet), "en")
    assert any("5%" in line for line in content.to_decide)


def test_too_few_answers_are_no_score() -> None:
    few = place(1, "Ruitmeesters", tally(5, 1, 1), kind="company")
    content = compose(facts(company=few, areas=(place(2, "West", tally(5, 1, 1)),)), "en")
    shown = next(one for one in content.chain if one.key == "customers")
    assert shown.figures[0].value is None
    assert content.areas[0].customers.value is None
    assert not any("NPS" in line for line in content.how_sure)


def test_one_customer_is_one() -> None:
    alone = place(1, "R", tally(1, 0, 0, asked=1), kind="company")
    asked = {
        language: [
            line for section in compose(facts(company=alone), language).methods for line in section.paragraphs
        ]
        for language in LANGUAGES
    }
    assert "1 customer was asked in these days; 100% of them answered, then or later." in asked["en"]
    assert "In deze dagen is 1 klant gevraagd; 100% van hen antwoordde, toen of later." in asked["nl"]
    link = next(one for one in compose(facts(company=alone), "en").chain if one.key == "customers")
    assert link.how_sure == ""  # nobody is left who may think otherwise


def test_no_customer_at_all_is_a_report_too() -> None:
    nobody = place(1, "Ruitmeesters", tally(0, 0, 0), kind="company")
    content = compose(facts(company=nobody, areas=(), waves=()), "nl")
    assert content.picture is None
    assert content.answer


@pytest.mark.parametrize("language", LANGUAGES)
def test_areas_stand_in_the_order_of_the_alphabet_and_are_never_ranked(language: str) -> None:
    content = compose(facts(), language)
    assert [one.name for one in content.areas] == ["East", "West"]
    assert not re.search(r"#\s*\d|\b\d+(st|nd|rd|th|e)\s+place\b|\bplaats \d", everything(content))


def test_a_wave_without_an_enps_tells_the_one_before() -> None:
    content = compose(facts(waves=(wave("Autumn"), wave("Culture", company=None))), "en")
    assert "Autumn" in next(one for one in content.chain if one.key == "employees").sentence


@pytest.mark.parametrize(("language", "words"), [("en", "not chosen by lot"), ("nl", "niet door loting")])
def test_lots_that_earned_less_are_not_said_to_be_no_lots(language: str, words: str) -> None:
    """Drawn twice, or something else began beside it: moderate, though lots decided."""
    noted = finding(EvidenceClass.CHANGED, key="change:3", kind="change", what="Coaching")
    drawn = finding(EvidenceClass.CHANGED, key="rollout:3", kind="rollout", what="Coaching", by_lot=1)
    assert any(words in line for line in compose(facts(noted), language).how_sure)
    assert not any(words in line for line in compose(facts(drawn), language).how_sure)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wave_is_told_with_its_day_and_a_study_that_was_not_computed_as_such(language: str) -> None:
    study = StudyFacts("items-nps", {"en": "Which?", "nl": "Welke?"}, "a" * 64, date(2026, 1, 1), "", "")
    content = compose(facts(studies=(study,)), language)
    colleagues = next(one for one in content.chain if one.key == "employees")
    assert "31 jan" in colleagues.sentence.lower()
    words = {"en": "Not computed yet.", "nl": "Nog niet berekend."}[language]
    assert any(words in line for section in content.methods for line in section.paragraphs)
