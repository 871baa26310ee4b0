"""Known truths are found again: for each company the study and the report say the sentence that is right.

Told through the rooms' own operations, from the founding of the company to the report on its board's table.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

import pytest

from extramile.demo.known.worlds import GAIN, Truth, world
from extramile.evidence.models import Rollout
from extramile.evidence.operations import run_study
from extramile.evidence.operations.changes import note_change, study_change
from extramile.evidence.queries import findings_of_run
from extramile.evidence.sentences import sentence
from extramile.evidence.sentences.numbers import number
from extramile.evidence.views import Estimate, EvidenceClass, FindingView
from tests.board.paper.reading import squeezed
from tests.flows.proof import truth
from tests.flows.proof.telling import LANGUAGES, Proof, class_of, texts, told

pytestmark = pytest.mark.django_db

# What nobody may say of two things that were only seen beside each other.
A_CAUSE: Mapping[str, str] = {
    "en": r"\b(leads? to|causes|caused|drives|because of|thanks to|results? in|makes customers)\b",
    "nl": r"\b(leidt? tot|leiden tot|veroorzaakt|veroorzaken|zorgt voor|dankzij|komt door|maakt klanten)\b",
}


def says(proof: Proof, study: Mapping[str, str], report: Mapping[str, str], *, key: str = "enps-nps") -> None:
    """In each language: the finding's sentence, and the report's answer; and the finding's sentence in the
    report as well."""
    for language in LANGUAGES:
        found = sentence(proof.finding(key), language)
        assert re.search(study[language], found), found
        content = proof.content(language)
        assert re.search(report[language], content.answer), content.answer
        assert found in texts(content), found


# Points of customers' NPS for ten of eNPS where a mood goes before its customers': of the world itself.
SLOPE: Final = truth.within(
    world(Truth.EFFECT), truth.enps(world(Truth.EFFECT)), truth.nps(world(Truth.EFFECT))
)


def assert_near(estimate: Estimate, true: float) -> None:
    """The interval holds it, and is no wider than would say something."""
    assert estimate.low <= true <= estimate.high, (estimate, true)
    assert estimate.high - estimate.low < 1.5 * SLOPE


def claims_no_cause(proof: Proof) -> None:
    for language in LANGUAGES:
        for text in (proof.said(language), texts(proof.content(language))):
            claims = [line for line in text.splitlines() if re.search(A_CAUSE[language], line, re.IGNORECASE)]
            assert claims == []


def test_a_true_effect_is_said_to_go_before(now: datetime) -> None:
    proof = told(Truth.EFFECT, now=now)
    assert class_of(proof) is EvidenceClass.WITHIN
    says(
        proof,
        {
            "en": r"^When a team’s eNPS rose by 10 points, its customers’ NPS was \d\.\d points higher",
            "nl": r"^Ging de eNPS van een team 10 punten omhoog, dan lag de NPS van zijn klanten .* hoger",
        },
        {
            "en": r"^When a team here grew more enthusiastic, its customers were more enthusiastic",
            "nl": r"enthousiaster",
        },
    )
    estimate = proof.finding().estimate
    assert estimate is not None
    assert estimate.low > 0
    assert_near(estimate, SLOPE)
    for language in LANGUAGES:  # and this number is the one that is said, in both places
        told_size = number(estimate.value, language)
        assert told_size in sentence(proof.finding(), language)
        assert told_size in proof.content(language).answer
    claims_no_cause(proof)


def test_nothing_is_said_to_be_nothing_seen(now: datetime) -> None:
    proof = told(Truth.NONE, now=now)
    assert class_of(proof) is EvidenceClass.NO_LINK
    says(
        proof,
        {
            "en": r"^We see no link .* \d\.\d points or more .* would probably have shown",
            "nl": r"^We zien geen verband .* \d,\d punten of meer .* was waarschijnlijk opgevallen",
        },
        {
            "en": r"did not find one that is large enough to be seen",
            "nl": r"vonden er geen dat groot genoeg is",
        },
    )
    estimate = proof.finding().estimate
    assert estimate is not None
    assert_near(estimate, 0.0)
    seen = float(proof.finding().facts["minimum_detectable"] or 0)
    assert 0 < seen < SLOPE / 2  # what the other company has would not have gone by unseen
    for language in LANGUAGES:
        assert number(seen, language) in sentence(proof.finding(), language)
    claims_no_cause(proof)


def test_a_shared_cause_is_not_taken_for_an_effect(now: datetime) -> None:
    proof = told(Truth.CONFOUNDER, now=now)
    assert class_of(proof) is EvidenceClass.BETWEEN_ONLY
    says(
        proof,
        {
            "en": r"tend to have a higher NPS.* may have something else in common",
            "nl": r"hebben vaak ook een hogere NPS.* nog iets anders gemeen",
        },
        {
            "en": r"tend to have .* something else may lie behind both",
            "nl": r"vaker enthousiastere klanten, maar achter beide kan iets anders zitten",
        },
    )
    for language, within in (("en", r"When a team"), ("nl", r"Ging de eNPS van een team")):
        assert not re.search(within, texts(proof.content(language)))
    made = world(Truth.CONFOUNDER)
    assert truth.between(truth.enps(made), truth.nps(made)) > 0.8  # whoever only looks would be sure
    facts = proof.finding().facts
    assert float(facts["within_low"] or 0) <= 0 <= float(facts["within_high"] or 0)
    assert 0 < float(facts["minimum_detectable"] or 0) < SLOPE  # and it is no lack of data
    claims_no_cause(proof)


def test_the_other_way_round_has_no_direction(now: datetime) -> None:
    """On the page and on paper too."""
    proof = told(Truth.REVERSE, now=now)
    assert class_of(proof) is EvidenceClass.LEAD_FIRES
    says(
        proof,
        {
            "en": r"^Customers come first as well: .* is not settled",
            "nl": r"^Klanten .* staat dus niet vast",
        },
        {"en": r"which of the two comes before the other is not established", "nl": r"staat niet vast"},
    )
    claims_no_cause(proof)
    made = world(Truth.REVERSE)
    before = truth.within(made, truth.enps(made), truth.nps(made, after=0))
    assert before > SLOPE / 2  # moods follow customers, and not the other way round
    assert abs(truth.within(made, truth.enps(made), truth.nps(made))) < SLOPE / 4
    for language in LANGUAGES:
        page, paper = proof.page(language), proof.paper(language)
        assert proof.content(language).answer in page
        assert squeezed(proof.content(language).answer) in paper
        for words in ("leads to", "leidt tot"):
            assert words not in page
            assert squeezed(words) not in paper


def test_few_teams_are_told_what_it_would_take(now: datetime) -> None:
    proof = told(Truth.FEW_TEAMS, now=now)
    assert class_of(proof) is EvidenceClass.CANNOT_TELL
    says(
        proof,
        {
            "en": r"^We cannot tell yet, because only 4 teams .* It would need at least 6 teams",
            "nl": r"niet te zeggen: er zijn maar 4 teams .* nodig: minstens 6 teams",
        },
        {"en": r"^We cannot tell yet .* too few teams", "nl": r"nog niet te zeggen: er zijn te weinig teams"},
    )
    made = world(Truth.FEW_TEAMS)
    assert (
        truth.between(truth.enps(made), truth.nps(made)) > 0.9
    )  # whoever only looks would be sure here as well
    for language, needed in (("en", r"at least 6 teams"), ("nl", r"minstens 6 teams")):
        assert any(re.search(needed, line) for line in proof.content(language).to_know_more)
    claims_no_cause(proof)


def test_lots_earn_the_word(now: datetime) -> None:
    """And lots alone: the same days, had they only been noted, would say less."""
    proof = told(Truth.ROLLOUT, now=now)
    assert class_of(proof, "rollout") is EvidenceClass.CAUSED
    assert class_of(proof) is EvidenceClass.NO_LINK
    estimate = proof.finding("rollout").estimate
    assert estimate is not None
    assert estimate.low < 100 * GAIN < estimate.high
    for language, words in (("en", r"leads to a higher NPS"), ("nl", r"leidt tot een hogere NPS")):
        found = sentence(proof.finding("rollout"), language)
        assert re.search(words, found), found
        assert found in texts(proof.content(language))
    noted = only_noted(proof)
    assert noted.evidence_class is EvidenceClass.CHANGED
    for language in LANGUAGES:
        assert not re.search(A_CAUSE[language], sentence(noted, language))


def only_noted(proof: Proof) -> FindingView:
    """The same beginning as a dated change, studied afterwards."""
    rollout = Rollout.objects.get()
    assert rollout.change is not None
    starts = dict(rollout.change.starts.values_list("unit_id", "started_on"))
    noted = note_change(what="Noted by hand", starts=starts, actor=None, now=proof.now)
    study = study_change(noted, actor=None, now=proof.now)
    (found,) = findings_of_run(run_study(study, actor=None, now=proof.now))
    return found
