"""Silence: known reasons for not answering, and what weights and reminders tell of them."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from extramile.evidence.compute.bias import compute
from extramile.evidence.operations import freeze, run_study, state
from extramile.evidence.queries import findings_of_run
from extramile.evidence.sentences import beside, sentence
from extramile.evidence.standing import STANDING
from extramile.evidence.views import EvidenceClass, FindingView
from extramile.intake.models import Job, Source
from extramile.invitations.models import Invitation
from extramile.invitations.operations import make_walk_in, open_walk_in
from extramile.monitor.models import UnitDay
from extramile.people.models import Unit
from extramile.questionnaires.operations import ship_default
from extramile.responses.models import Response
from extramile.responses.operations import make_partitions
from tests.evidence.customers import centres

DAY = timedelta(days=1)
STATEMENT: dict[str, Any] = {"matters_points": 10, "level": 0.95}
DATA: dict[str, Any] = {"since": "2025-01-01", "until": "2025-12-30", "rates": [], "by_period": []}
# Segment: share of customers, response, promoters and detractors. True NPS: .5 x 70 + .5 x -10 = 30.
SEGMENTS = {"fleet": (0.3, 0.8, 0.1), "private": (0.1, 0.35, 0.45)}
TRUTH = 30.0


class Asked:
    def __init__(self, now: datetime) -> None:
        self.now = now
        self.units = centres(2)
        self.random = Random(5)
        self.sent: list[tuple[Invitation, int | None]] = []
        self.jobs: list[Job] = []

    def ask(self, kind: str, *, unit: Unit, score: int | None, reminders: int = 0) -> None:
        at = self.now - 40 * DAY
        job = Job(
            source=Source.objects.get_or_create(name="planning")[0],
            external_id=f"j{len(self.jobs)}",
            finished_at=at,
            finished_on=at.date(),
            unit=unit,
            kind_of_work=kind,
            fingerprint=b"",
            created_at=at,
        )
        self.jobs.append(job)
        answered = None if score is None else at + (1 + reminders) * DAY
        sent = Invitation(
            decision="asked",
            channel="email",
            unit=unit,
            decided_at=at,
            asked_at=at,
            asked_on=at.date(),
            reminders_sent=reminders if score is not None else 1,
            responded_at=answered,
        )
        self.sent.append((sent, score))

    def walk_in(self, *, unit: Unit, many: int) -> None:
        at = self.now - 40 * DAY
        code = make_walk_in(unit=unit, questionnaire=ship_default(at), actor=None, now=at)
        for number in range(many):
            open_walk_in(code, f"{number:032x}", language="nl", now=at)

    def told(self) -> FindingView:
        Job.objects.bulk_create(self.jobs)
        for job, (sent, _score) in zip(self.jobs, self.sent, strict=True):
            sent.job = job
        Invitation.objects.bulk_create(sent for sent, _score in self.sent)
        make_partitions(self.now - 60 * DAY, months_ahead=3)
        Response.objects.bulk_create(
            Response(
                responded_at=sent.responded_at,
                changed_at=sent.responded_at,
                invitation_id=sent.pk,
                unit_id=sent.unit_id,
                questionnaire_id=1,
                version_id=1,
                channel="email",
                language="nl",
                day=self.now.date(),
                score=score,
            )
            for sent, score in self.sent
            if sent.responded_at is not None
        )
        kind, statement = STANDING["bias"]
        study = state(key="bias", kind=kind, statement=statement, actor=None, now=self.now)
        freeze(study, actor=None, now=self.now)
        return findings_of_run(run_study(study, actor=None, now=self.now))[0]


@pytest.fixture
def asked(db: None, now: datetime) -> Asked:
    return Asked(now)


def test_a_response_that_differs_between_kinds_of_work_is_mended_by_weights(asked: Asked) -> None:
    for place in range(2400):
        kind = "fleet" if place % 2 else "private"
        rate, promoters, detractors = SEGMENTS[kind]
        draw = asked.random.random()
        score = 10 if draw < promoters else 3 if draw < promoters + detractors else 8
        has_answered = asked.random.random() < rate
        asked.ask(kind, unit=asked.units[place // 2 % 2], score=score if has_answered else None)
    told = asked.told()
    assert told.evidence_class is EvidenceClass.DESCRIBES
    assert told.estimate is not None
    assert float(told.facts["nps"] or 0) > TRUTH + 12
    assert told.estimate.low < TRUTH < told.estimate.high
    assert told.facts["asked"] == 2400
    assert float(told.facts["response_rate"] or 0) == pytest.approx(0.2, abs=0.03)
    assert "Weighted to everybody who was asked" in sentence(told, "en")


def test_whoever_answers_late_tells_of_whoever_does_not(asked: Asked) -> None:
    for place in range(900):
        late = place % 3 == 1
        score = None if place % 3 == 2 else (3 if place % 2 else 9) if late else 10
        asked.ask("repair", unit=asked.units[0], score=score, reminders=int(late))
    told = asked.told()
    assert told.facts["late"] == 300
    assert float(told.facts["late_high"] or 0) < 0
    assert float(told.facts["if_like_late"] or 0) == pytest.approx(100 / 3, abs=0.1)
    assert any("only after a reminder" in line for line in beside(told, "en"))


def made(answers: list[int], silent: int) -> list[Any]:
    return [1, "email", "repair", sum(answers) + silent, answers, [0, 0, 0]]


def test_what_the_silent_would_have_to_be() -> None:
    """60/20/20 of 100 who answered of 200: for 30 instead of 40, the silent must be at 20."""
    said = compute(STATEMENT, DATA | {"rows": [made([60, 20, 20], 100)]}, 1).findings[0]
    assert said.facts["silent_score"] == pytest.approx(20)
    assert said.facts["shift"] == pytest.approx(20)
    assert said.facts["is_possible"] == 1
    few = compute(STATEMENT, DATA | {"rows": [made([60, 20, 20], 5)]}, 1).findings[0]
    assert few.facts["is_possible"] == 0
    all_of_them = compute(STATEMENT, DATA | {"rows": [made([60, 20, 20], 0)]}, 1).findings[0]
    assert all_of_them.facts["shift"] is None


def test_groups_without_answers_stand_with_their_channel_and_nobody_is_lost() -> None:
    rows = [
        [1, "email", "repair", 200, [60, 20, 20], [0, 0, 0]],
        [1, "sms", "repair", 50, [2, 0, 0], [0, 0, 0]],
        [1, "sms", "rare", 9, [0, 0, 0], [0, 0, 0]],
        [2, "sms", "repair", 41, [10, 0, 4], [0, 0, 0]],
    ]
    said = compute(
        STATEMENT, DATA | {"rows": rows, "rates": [["email", 200, 100], ["sms", 100, 16]]}, 1
    ).findings[0]
    assert said.facts["answered"] == 116
    assert said.facts["most_channel"] == "email"
    assert said.estimate is not None
    # The small ones stand together: 59 asked, 2 answered, both promoters.
    assert said.estimate.value == pytest.approx(100 * (200 * 0.4 + 41 * 6 / 14 + 59) / 300)


@pytest.mark.parametrize(("rows", "because"), [([], "nobody_asked"), ([made([9, 1, 1], 40)], "few_answers")])
def test_too_little_is_said(rows: list[Any], because: str) -> None:
    said = compute(STATEMENT, DATA | {"rows": rows}, 1).findings[0]
    assert said.evidence_class is EvidenceClass.CANNOT_TELL
    assert said.facts["because"] == because


def test_rates_come_from_the_counts(asked: Asked) -> None:
    day = asked.now.date() - 40 * DAY
    top = asked.units[0].parent.parent if asked.units[0].parent else None
    assert top is not None
    for channel, sent, answered in (("email", 400, 80), ("sms", 300, 120)):
        UnitDay.objects.create(
            unit_id=top.pk, day=day, questionnaire_id=1, channel=channel, asked=sent, answered=answered
        )
    for place in range(80):
        asked.ask("repair", unit=asked.units[0], score=9 if place % 2 else None)
    told = asked.told()
    assert (told.facts["most_channel"], told.facts["least_channel"]) == ("sms", "email")
    assert told.facts["most_rate"] == pytest.approx(0.4)
    assert "asked by SMS 40% answered, by e-mail 20%" in " ".join(beside(replace(told), "en"))


def test_whoever_walked_in_was_not_asked(asked: Asked) -> None:
    """A code at the counter: everybody who opens it answers, and nobody knows who walked past."""
    top = asked.units[0].parent.parent if asked.units[0].parent else None
    assert top is not None
    for channel, sent, answered in (("email", 400, 80), ("qr_unit", 90, 90), ("sms", 300, 120)):
        UnitDay.objects.create(
            unit_id=top.pk,
            day=asked.now.date() - 40 * DAY,
            questionnaire_id=1,
            channel=channel,
            asked=sent,
            answered=answered,
        )
    for place in range(80):
        asked.ask("repair", unit=asked.units[0], score=9 if place % 2 else None)
    asked.walk_in(unit=asked.units[0], many=40)
    told = asked.told()
    assert (told.facts["asked"], told.facts["answered"]) == (80, 40)
    assert (told.facts["most_channel"], told.facts["least_channel"]) == ("sms", "email")
