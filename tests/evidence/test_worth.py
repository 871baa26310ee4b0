"""Loyalty and money: what customers did, at the same kind of work; nothing invented where little is known."""

from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

import pytest

from extramile.contacts.models import Contact
from extramile.evidence.operations import freeze, run_study, state
from extramile.evidence.queries import findings_of_run
from extramile.evidence.sentences import beside, sentence
from extramile.evidence.standing import STANDING
from extramile.evidence.views import EvidenceClass, FindingView
from extramile.intake.models import Job, Source
from extramile.people.models import Unit
from extramile.responses.models import Response
from extramile.responses.operations import make_partitions
from extramile.responses.queries import returns
from tests.evidence.customers import centres

DAY = timedelta(days=1)
NUMBERS = count(1)


class Company:
    """Customers with a first job and a score, and perhaps one more job."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.units = centres(2)
        self.source = Source.objects.create(name="planning")
        self.jobs: list[Job] = []
        self.said: list[tuple[int, Job]] = []
        self.contacts: list[Contact] = []

    def job(
        self, contact: int | None, at: datetime, *, kind: str, unit: Unit, amount: float | None = None
    ) -> Job:
        made = Job(
            source=self.source,
            external_id=f"j{next(NUMBERS)}",
            finished_at=at,
            finished_on=at.date(),
            unit=unit,
            contact_id=contact,
            kind_of_work=kind,
            amount=amount,
            fingerprint=b"",
            created_at=at,
        )
        self.jobs.append(made)
        return made

    def customers(
        self,
        many: int,
        *,
        score: int,
        back: float,
        kind: str = "repair",
        amount: float | None = None,
        seed: int = 1,
    ) -> None:
        random = Random(f"{seed}{score}{kind}")
        at = self.now - 500 * DAY
        for place in range(many):
            contact = Contact.objects.create(
                source="planning", reference=f"c{next(NUMBERS)}", name="Maria Jansen", created_at=at
            )
            first = self.job(contact.pk, at, kind=kind, unit=self.units[place % 2], amount=amount)
            self.said.append((score, first))
            if random.random() < back:
                later = at + timedelta(days=random.randint(10, 300))
                spent = None if amount is None else amount * random.uniform(0.5, 1.5)
                self.job(contact.pk, later, kind=kind, unit=self.units[place % 2], amount=spent)

    def keep(self) -> None:
        self.job(None, self.now - DAY, kind="repair", unit=self.units[0])  # the last known day
        Job.objects.bulk_create(self.jobs)
        make_partitions(self.now - 520 * DAY, months_ahead=3)
        Response.objects.bulk_create(
            Response(
                responded_at=job.finished_at + DAY,
                changed_at=job.finished_at + DAY,
                job_id=job.pk,
                unit_id=job.unit_id,
                questionnaire_id=1,
                version_id=1,
                channel="email",
                language="nl",
                kind_of_work=job.kind_of_work,
                day=(job.finished_at + DAY).date(),
                score=score,
            )
            for score, job in self.said
        )

    def told(self) -> dict[str, FindingView]:
        self.keep()
        kind, statement = STANDING["worth"]
        study = state(key="worth", kind=kind, statement=statement, actor=None, now=self.now)
        freeze(study, actor=None, now=self.now)
        found = findings_of_run(run_study(study, actor=None, now=self.now))
        return {one.study_key.partition(":")[2]: one for one in found}


@pytest.fixture
def company(db: None, now: datetime) -> Company:
    return Company(now)


def test_promoters_who_come_back_more_are_seen_with_their_interval(company: Company) -> None:
    company.customers(300, score=10, back=0.5, amount=100)
    company.customers(200, score=3, back=0.25, amount=100)
    told = company.told()
    share = told[""]
    assert share.evidence_class is EvidenceClass.BETWEEN_ONLY
    assert share.estimate is not None
    assert share.estimate.low < 0.25 < share.estimate.high
    assert share.estimate.low > 0.1
    assert "came back more often" in sentence(share, "en")
    money = told["amount"]
    assert money.evidence_class is EvidenceClass.BETWEEN_ONLY
    assert money.estimate is not None
    assert money.estimate.low < 25 < money.estimate.high
    assert money.estimate.unit == "money"


def test_a_difference_that_is_the_kind_of_work_is_not_taken_for_loyalty(company: Company) -> None:
    """Fleets come back anyway, and are promoters; private customers neither. Within each there is nothing."""
    company.customers(240, score=10, back=0.8, kind="fleet")
    company.customers(60, score=2, back=0.8, kind="fleet")
    company.customers(60, score=10, back=0.1, kind="private")
    company.customers(240, score=2, back=0.1, kind="private")
    share = company.told()[""]
    assert float(share.facts["plain"] or 0) > 0.3
    assert share.evidence_class is EvidenceClass.NO_LINK
    assert share.estimate is not None
    assert share.estimate.low < 0 < share.estimate.high
    assert "0.4" not in sentence(share, "en")
    assert any("Without a look at kind of work" in line for line in beside(share, "en"))


def test_without_amounts_customers_or_returns_nothing_is_invented(company: Company) -> None:
    company.customers(60, score=10, back=0.5)
    company.customers(60, score=3, back=0.5)
    told = company.told()
    assert told["amount"].facts["because"] == "no_amounts"
    assert told["amount"].estimate is None
    assert "amount of each job" in sentence(told["amount"], "en")
    assert "referrals" not in told


@pytest.mark.parametrize(
    ("promoters", "detractors", "back", "because"),
    [(0, 0, 0.0, "no_customers"), (60, 60, 0.0, "nobody_back"), (60, 5, 0.5, "few_customers")],
)
def test_what_is_missing_is_said(
    company: Company, promoters: int, detractors: int, back: float, because: str
) -> None:
    company.customers(promoters, score=9, back=back)
    company.customers(detractors, score=6, back=back)
    share = company.told()[""]
    assert share.evidence_class is EvidenceClass.CANNOT_TELL
    assert share.facts["because"] == because


def test_customers_of_the_last_year_are_not_short_of_time_to_come_back(company: Company) -> None:
    company.now += 300 * DAY
    company.customers(60, score=9, back=0.5)  # 500 days before the last job: counted
    company.now -= 300 * DAY
    share = company.told()[""]
    assert share.facts["customers"] == 0
    assert share.facts["because"] == "too_short"


def test_a_job_before_the_answer_is_no_return_and_a_second_answer_no_first(
    company: Company, now: datetime
) -> None:
    company.customers(1, score=9, back=0.0)
    first = company.jobs[0]
    company.job(first.contact_id, first.finished_at + DAY / 2, kind="repair", unit=company.units[0])
    second = company.job(
        first.contact_id, first.finished_at + 100 * DAY, kind="repair", unit=company.units[0]
    )
    company.said.append((2, second))
    company.keep()
    found = returns(
        since=datetime(2000, 1, 1, tzinfo=UTC), until=now, window=365 * DAY, regions={company.units[0].pk: 7}
    )
    assert [(row.region, row.group, row.customers, row.came_back, row.jobs) for row in found] == [
        (7, "promoter", 1, 1, 1)
    ]


def test_word_of_mouth_is_a_share_with_its_interval(company: Company) -> None:
    company.customers(120, score=9, back=0.3)
    company.customers(60, score=4, back=0.3)
    for place, job in enumerate(company.jobs):
        job.attributes = {"referred": {"type": "yesno", "value": place % 4 == 0}}
    referrals = company.told()["referrals"]
    assert referrals.evidence_class is EvidenceClass.DESCRIBES
    assert referrals.estimate is not None
    assert referrals.estimate.value == pytest.approx(0.25, abs=0.01)
    assert "word of mouth" in sentence(referrals, "en")
