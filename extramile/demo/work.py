"""The jobs of one day, and how each customer is going to answer. Follows from the seed and the day alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from itertools import accumulate
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from extramile.contacts.operations import Person
from extramile.demo.names import MEN, PROVIDERS, SURNAMES, WOMEN, as_address
from extramile.demo.plan import Technician
from extramile.demo.truth import ANSWER_RATE, SEED, chances_of, draw_group, draw_score
from extramile.demo.voices import Scene
from extramile.intake.rows import JobRow

ZONE: Final = ZoneInfo("Europe/Amsterdam")
JOBS_A_DAY: Final = 0.8  # of one technician, of the customers that the planning system passes on
BUSY: Final = 3.0  # of the few who do chips all day
LANGUAGES: Final[Mapping[str, tuple[tuple[str, ...], tuple[float, ...]]]] = {
    "north": (("nl", "en", "de", "fr"), (0.62, 0.24, 0.13, 0.01)),
    "middle": (("nl", "en", "de", "fr"), (0.58, 0.36, 0.04, 0.02)),
    "south": (("nl", "en", "de", "fr"), (0.54, 0.24, 0.11, 0.11)),
}
KINDS: Final = (
    ("windscreen replacement", 0.36, frozenset({"screen"}), (420, 760)),
    ("windscreen with camera", 0.22, frozenset({"screen", "camera"}), (640, 1180)),
    ("chip repair", 0.33, frozenset({"chip"}), (69, 119)),
    ("side window replacement", 0.09, frozenset({"side"}), (180, 340)),
)

SHARES: Final = tuple(accumulate(kind[1] for kind in KINDS))


@dataclass(frozen=True, slots=True)
class Answering:
    """How the customer of a job answers, if asked."""

    group: str
    score: int
    after: timedelta  # since the question came
    has_words: bool
    is_partial: bool
    wants_call: bool


@dataclass(frozen=True, slots=True)
class Work:
    row: JobRow
    technician: Technician
    scene: Scene
    answering: Answering | None  # none: this customer does not answer
    stops: bool  # and wants no more questions


def works_of(day: date, present: Sequence[tuple[Technician, str]]) -> Iterator[Work]:
    """The jobs that were finished on this day by those present, with the team each is in."""
    if day.weekday() == 6:
        return
    part = 0.35 if day.weekday() == 5 else 1.0
    colleagues: dict[str, list[Technician]] = {}
    for technician, team in present:
        colleagues.setdefault(team, []).append(technician)
    for technician, team in present:
        random = Random(f"{SEED}:{day}:{technician.number}")  # noqa: S311
        pace = part * (BUSY if technician.is_busy else JOBS_A_DAY)
        jobs = sum(random.random() < pace / 4 for _ in range(4))
        for number in range(jobs):
            yield _work(day, technician, number, colleagues[team], random)


@cache
def _rains(day: date, region: str) -> bool:
    return Random(f"{SEED}:rain:{day}:{region}").random() < 0.3  # noqa: S311


def _work(day: date, technician: Technician, number: int, team: Sequence[Technician], random: Random) -> Work:
    kind, _share, facts, price = random.choices(KINDS, cum_weights=SHARES)[0]
    at_home = technician.team.endswith("-M")
    place = random.choice(("at home", "at home", "at work")) if at_home else "in the centre"
    lease = random.random() < 0.18
    said = {"centre" if not at_home else "home" if place == "at home" else ""} - {""}
    said |= {name for name, holds in (("lease", lease), ("rain", _rains(day, technician.region))) if holds}
    languages, weights = LANGUAGES[technician.region]
    language = random.choices(languages, weights)[0]
    row = JobRow(
        external_id=f"{day:%Y%m%d}-{technician.number}-{number}",
        finished_at=datetime.combine(
            day, time(9 + 2 * number + random.randrange(2), random.randrange(60)), ZONE
        ),
        employees=_shares(technician, team, random),
        kind_of_work=kind,
        channel=place,
        amount=Decimal(random.randrange(*price)) + Decimal("0.95"),
        customer=_customer(language, random),
        language=language,
        attributes=_attributes(camera="camera" in facts, lease=lease),
        is_test=random.random() < 0.002,
    )
    scene = Scene("", language, technician.first, technician.gender, frozenset(facts | said))
    return Work(row, technician, scene, _answering(technician, random), stops=random.random() < 0.006)


def _shares(
    technician: Technician, team: Sequence[Technician], random: Random
) -> tuple[tuple[str, Decimal], ...]:
    """One in eight jobs is done by two of a team."""
    others = [one for one in team if one != technician]
    if not others or random.random() > 0.125:
        return ((technician.number, Decimal(1)),)
    helper = random.choice(others)
    return ((technician.number, Decimal("0.6")), (helper.number, Decimal("0.4")))


def _attributes(*, camera: bool, lease: bool) -> dict[str, object]:
    return {
        "camera": {"type": "yesno", "value": camera},
        "lease car": {"type": "yesno", "value": lease},
    }


def _customer(language: str, random: Random) -> Person:
    """Most have an address, some a mobile number only, some neither."""
    name = f"{random.choice((*MEN, *WOMEN))} {random.choice(SURNAMES)}"
    reach = random.random()
    number = random.randrange(10**6)
    return Person(
        reference=f"K{random.randrange(10**9):09}",
        name=name,
        email=f"{as_address(name)}.{number}@{random.choice(PROVIDERS)}" if reach < 0.86 else "",
        mobile=f"+3161{random.randrange(10**7):07}" if 0.80 < reach < 0.94 else "",
        language=language,
    )


def _answering(technician: Technician, random: Random) -> Answering | None:
    chances = chances_of(technician.number, region=technician.region, centre=technician.centre)
    group = draw_group(chances, random)
    score = draw_score(group, random)
    after = _delay(random)
    words = random.random() < {"promoter": 0.62, "passive": 0.55, "detractor": 0.82}[group]
    partial, call = random.random() < 0.07, random.random() < (0.55 if group == "detractor" else 0.12)
    if random.random() >= ANSWER_RATE:
        return None
    return Answering(group, score, after, words, partial, call)


def _delay(random: Random) -> timedelta:
    """Most at once or the same evening; a second wave after the reminder."""
    wave = random.random()
    if wave < 0.62:
        return timedelta(minutes=2 + random.expovariate(1 / 70))
    if wave < 0.82:
        return timedelta(hours=10 + 20 * random.random())
    return timedelta(days=3, hours=2, minutes=random.expovariate(1 / 300))


def evening_of(day: date, *, now: datetime) -> datetime:
    """When the planning system hands over the day: before eight, when the quiet hours begin."""
    minutes = Random(f"{SEED}:evening:{day}").randrange(45)  # noqa: S311
    return min(datetime.combine(day, time(19, 5), ZONE).astimezone(UTC) + timedelta(minutes=minutes), now)


def awake(moment: datetime) -> datetime:
    """Nobody answers in the middle of the night: then in the morning."""
    local = moment.astimezone(ZONE)
    return (local + timedelta(hours=7)).astimezone(UTC) if local.hour < 6 else moment.astimezone(UTC)
