"""Half a year of the company, told day by day through the rooms' own operations with a simulated clock."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from heapq import heappop, heappush
from random import Random
from typing import Final

from django.db import connection

from extramile.demo.answers import submission
from extramile.demo.found import Company, remind
from extramile.demo.plan import Plan, Technician
from extramile.demo.truth import SEED, draw_score
from extramile.demo.voices import Scene, Voices
from extramile.demo.work import ZONE, Answering, Work, awake, evening_of, works_of
from extramile.intake.models import Source
from extramile.intake.operations import source_called, take_jobs
from extramile.intake.rows import JobRow
from extramile.invitations.models import Invitation, WalkIn
from extramile.invitations.operations import (
    decide,
    make_walk_in,
    open_walk_in,
    remind_due,
    send_due,
    stop_asking,
)
from extramile.outbox.operations.retelling import tell_as_sent
from extramile.questionnaires.models import Questionnaire
from extramile.responses.operations import store_within
from extramile.responses.operations.past import Past, store_past

OUTBOX_REMEMBERS: Final = timedelta(days=3)  # letters of before are as good as cleaned up
GROWING: Final = (
    "people_membership",
    "people_employee",
    "contacts_contact",
    "intake_job",
    "intake_jobemployee",
    "invitations_invitation",
    "outbox_message",
    "responses_response",
    "responses_answer",
    "responses_credit",
)
LOOK_AGAIN: Final = frozenset({2, 5, 12, 30, 70, 120})  # days after which the tables are of another size
HANDED_OVER: Final = frozenset({0, 2, 4})  # the planning system sends its jobs on these evenings
WEEKS_WITH_REMINDERS: Final = 4  # before that, nobody was asked twice
ASKED_AFTER: Final = timedelta(hours=2)  # as the plan says
COMES_BACK: Final = 0.03  # of the jobs are for a customer of earlier
WALK_IN_EVERY: Final = 6  # centres: one has a code on the counter


def analyse() -> None:
    """Until we commit, PostgreSQL does not look by itself: its plans would stay those of empty tables."""
    with connection.cursor() as cursor:
        for table in GROWING:
            cursor.execute(f"ANALYZE {table}")


@dataclass(frozen=True, slots=True, order=True)
class Coming:
    """An answer that is going to come."""

    at: datetime
    invitation: int
    language: str = field(compare=False)
    work: Work = field(compare=False)
    answering: Answering = field(compare=False)


@dataclass(frozen=True, slots=True)
class Said:
    """An answer that came, for what people do with it afterwards."""

    technician: str
    response: int
    at: datetime
    group: str
    words: str


@dataclass(slots=True)
class Story:
    plan: Plan
    company: Company
    now: datetime
    begins: date
    source: Source = field(init=False)
    voices: Voices = field(init=False)
    random: Random = field(init=False)
    finished: list[Work] = field(default_factory=list)  # and not handed over yet
    works: dict[str, Work] = field(default_factory=dict)  # handed over last
    coming: list[Coming] = field(default_factory=list)
    customers: list[JobRow] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    codes: list[WalkIn] = field(default_factory=list)
    jobs: int = 0

    def __post_init__(self) -> None:
        self.source = source_called("Planning", time_zone=ZONE.key)
        self.voices = Voices(Random(f"{SEED}:voices"))  # noqa: S311
        self.random = Random(f"{SEED}:story")  # noqa: S311

    def days(self) -> list[date]:
        today = self.now.astimezone(ZONE).date()
        return [self.begins + timedelta(days=n) for n in range((today - self.begins).days + 1)]

    def tell(self, progress: Callable[[float], None]) -> None:
        """Every day up to now. `progress` gets the part done, 0 to 1."""
        self._print_codes()
        days = self.days()
        for number, day in enumerate(days, start=1):
            self._day(day)
            if number in LOOK_AGAIN:
                analyse()
            progress(number / len(days))
        self._answers_until(self.now)

    def _day(self, day: date) -> None:
        evening = evening_of(day, now=self.now)
        if (day - self.begins).days == 7 * (self.plan.size.weeks - WEEKS_WITH_REMINDERS):
            remind(1, actor=self.company.insights_owner, now=evening)
        latest = evening - ASKED_AFTER  # what is finished later would be asked after the story ends
        self.finished += [one for one in works_of(day, self._present(day)) if one.row.finished_at <= latest]
        if day.weekday() in HANDED_OVER or evening == self.now:
            self._answers_until(evening)
            self._take(evening)
            if time(9) <= evening.astimezone(ZONE).time() < time(20):
                self._ask(evening)
        self._walk_ins(day, evening)

    # --- people ------------------------------------------------------------------------------------

    def _week(self, day: date) -> int:
        return (day - self.begins).days // 7

    def _present(self, day: date) -> list[tuple[Technician, str]]:
        return [(one, self._team(one, day)) for one in self.plan.technicians if self._is_here(one, day)]

    def _is_here(self, one: Technician, day: date) -> bool:
        first = self.company.employees[one.number].started_on
        return first <= day and (one.leaves_after is None or self._week(day) < one.leaves_after)

    def _team(self, one: Technician, day: date) -> str:
        return one.team if one.moves_after is None or self._week(day) < one.moves_after else one.second_team

    # --- jobs --------------------------------------------------------------------------------------

    def _take(self, at: datetime) -> None:
        works, self.finished = self.finished, []
        if not works:
            return
        rows = [replace(self._customer(work.row), row=number) for number, work in enumerate(works, start=1)]
        taken = take_jobs(self.source, rows, now=at)
        if taken.problems:
            raise RuntimeError(f"the demo's own jobs are refused: {taken.problems[0]}")
        self.jobs += len(rows)
        self.works = {work.row.external_id: work for work in works}
        while decide(at):
            pass

    def _customer(self, row: JobRow) -> JobRow:
        """Now and then somebody who was here before, and who is not asked again so soon."""
        if self.customers and self.random.random() < COMES_BACK:
            earlier = self.random.choice(self.customers)
            return replace(row, customer=earlier.customer, language=earlier.language)
        if self.random.random() < 0.05:
            self.customers.append(row)
        return row

    # --- asking and answering ----------------------------------------------------------------------

    def _ask(self, at: datetime) -> None:
        afterwards = at < self.now - OUTBOX_REMEMBERS
        while send_due(at, 2000, afterwards=afterwards):
            pass
        while remind_due(at, 2000, afterwards=afterwards):
            pass
        tell_as_sent(at)
        ours = Invitation.objects.filter(job__source=self.source, job__external_id__in=list(self.works))
        asked = ours.filter(asked_at=at).order_by("job__external_id")
        for number, external_id, language in asked.values_list("pk", "job__external_id", "language"):
            self._expect(number, self.works[external_id], language, at)

    def _expect(self, invitation: int, work: Work, language: str, at: datetime) -> None:
        if work.stops:
            stop_asking(invitation, via="link in mail", now=at + timedelta(minutes=20))
        if work.answering is not None:
            moment = awake(at + work.answering.after)
            heappush(self.coming, Coming(moment, invitation, language, work, work.answering))

    def _answers_until(self, moment: datetime) -> None:
        coming: list[Coming] = []
        while self.coming and self.coming[0].at <= moment:
            coming.append(heappop(self.coming))
        told = [self._past(one) for one in coming]
        for one, past, stored in zip(coming, told, store_past(told), strict=True):
            words = past.submitted.get("why")
            if stored.response_id is not None and words:
                number, group = one.work.technician.number, one.answering.group
                self.said.append(Said(number, stored.response_id, one.at, group, str(words)))

    def _past(self, coming: Coming) -> Past:
        work, answering = coming.work, coming.answering
        scene = replace(work.scene, group=answering.group, language=coming.language)
        comment = None
        if answering.has_words:
            comment = self.voices.comment(work.technician.number, scene, also=work.technician.centre)
        submitted = submission(answering, comment, self.random)
        return Past(coming.invitation, submitted, not answering.is_partial, coming.language, coming.at)

    # --- codes on the counter ----------------------------------------------------------------------

    def _print_codes(self) -> None:
        questionnaire = Questionnaire.objects.get(slug="nps-after-job")
        for centre in self.plan.centres[::WALK_IN_EVERY]:
            unit = self.company.units[centre.number]
            actor = self.company.insights_owner
            begin = datetime.combine(self.begins, time(8), ZONE).astimezone(UTC)
            self.codes.append(make_walk_in(unit=unit, questionnaire=questionnaire, actor=actor, now=begin))

    def _walk_ins(self, day: date, until: datetime) -> None:
        for code in self.codes:
            random = Random(f"{SEED}:walk-in:{day}:{code.unit.external_id}")  # noqa: S311
            at = datetime.combine(day, time(10 + random.randrange(7), random.randrange(60)), ZONE).astimezone(
                UTC
            )
            if day.weekday() < 5 and random.random() < 0.4 and at < until:
                self._walk_in(code, at, random)

    def _walk_in(self, code: WalkIn, at: datetime, random: Random) -> None:
        group = random.choices(("promoter", "passive", "detractor"), (0.66, 0.22, 0.12))[0]
        answering = Answering(
            group, draw_score(group, random), timedelta(), random.random() < 0.5, False, False
        )
        scene = Scene(group, "nl", "de monteur", "m", frozenset({"centre"}))
        comment = self.voices.comment(f"code {code.pk}", scene) if answering.has_words else None
        if comment and "de monteur" in comment.words:
            comment = None
        invitation = open_walk_in(code, f"{random.getrandbits(64):016x}", language="nl", now=at)
        answers = submission(answering, comment, random)
        store_within(invitation.pk, answers, complete=True, language="nl", now=at)
