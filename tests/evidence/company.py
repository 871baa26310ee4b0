"""A small organisation with waves and customers of a known truth: rows as the closing and the counting
would have written them, so that studies of it take a second."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from extramile.engagement.models import ReleasedFigure, ReleasedTable, Wave
from extramile.monitor.models import UnitDay, UnitTickDay
from extramile.people.models import Unit, UnitKind
from extramile.people.operations import add_unit
from extramile.questionnaires.models import Version
from tests.engagement.released import release, show
from tests.engagement.round import version

APART = timedelta(days=91)
OPEN_FOR = timedelta(days=14)
LINE = "l" * 64


@dataclass(frozen=True, slots=True)
class Small:
    top: Unit
    teams: Sequence[Unit]
    first: datetime  # when the first wave closes
    asked: Version

    def closing(self, wave: int) -> datetime:
        return self.first + wave * APART


def small(*, teams: int, regions: int = 3, first: datetime) -> Small:
    """Company, country, regions, teams; waves every thirteen weeks."""
    top = add_unit("Glashelder", kind=UnitKind.COMPANY)
    country = add_unit("Nederland", kind=UnitKind.COUNTRY, parent=top)
    homes = [add_unit(f"Region {one}", kind=UnitKind.REGION, parent=country) for one in range(regions)]
    made = [add_unit(f"Team {one}", kind=UnitKind.TEAM, parent=homes[one % regions]) for one in range(teams)]
    return Small(top, made, first, version(first - APART))


def tell(
    company: Small, wave: int, scores: Sequence[int | None], *, key: str = "enps", line: str = LINE
) -> ReleasedTable:
    """A wave that closed, with a rounded score of each team; None: withheld."""
    closes = company.closing(wave)
    made = Wave.objects.create(
        public_id=uuid.uuid4(),
        name=f"Wave {wave}",
        kind="enps",
        questionnaire_version=company.asked,
        opens_at=closes - OPEN_FOR,
        closes_at=closes,
        languages=["en"],
        created_at=closes - OPEN_FOR,
    )
    table = release(made, now=closes)
    for team, score in zip(company.teams, scores, strict=True):
        if score is not None:
            say(table, team, score, key=key, line=line)
    return table


def say(table: ReleasedTable, team: Unit, score: int, *, key: str = "enps", line: str = LINE) -> None:
    group = table.groups.filter(unit=team).first() or show(table, team, n=(10, 14))
    ReleasedFigure.objects.create(
        group=group,
        question_key=key,
        line=line,
        measure="enps" if key == "enps" else "mean",
        value=score,
        low=max(score - 20, -100),
        high=min(score + 20, 100),
    )


def hear(
    company: Small,
    wave: int,
    counts: Sequence[tuple[int, int, int]],
    *,
    ticks: dict[str, Sequence[int]] | None = None,
) -> None:
    """Customers' answers ten days after the closing: promoters, passives, detractors of each team."""
    day = (company.closing(wave) + timedelta(days=10)).date()
    UnitDay.objects.bulk_create(
        UnitDay(unit_id=team.pk, day=day, questionnaire_id=1, channel="email", s10=good, s8=middle, s2=bad)
        for team, (good, middle, bad) in zip(company.teams, counts, strict=True)
    )
    for tick, numbers in (ticks or {}).items():
        UnitTickDay.objects.bulk_create(
            UnitTickDay(unit_id=team.pk, day=day, questionnaire_id=1, channel="email", tick=tick, count=count)
            for team, count in zip(company.teams, numbers, strict=True)
        )


def rounded(value: float) -> int:
    """As the closing rounds a score, and never beyond 80."""
    return max(min(5 * round(20 * value), 80), -80)


def counts(random: Random, nps: float, *, n: int = 120) -> tuple[int, int, int]:
    """So many answers of customers whose true score this is."""
    chances = (0.5 + nps / 2 - 0.1, 0.2, 0.5 - nps / 2 - 0.1)
    drawn = random.choices((0, 1, 2), [max(one, 0.01) for one in chances], k=n)
    return drawn.count(0), drawn.count(1), drawn.count(2)


Truth = Callable[[Random, list[list[float]], list[list[float]], int, int], tuple[float, float]]


def live(company: Small, truth: Truth, *, waves: int, seed: int = 3, n: int = 120) -> None:
    """Waves and customers by a truth: what a team feels in a wave and its customers' true score after it."""
    random = Random(seed)
    felt: list[list[float]] = [[] for _ in company.teams]
    heard: list[list[float]] = [[] for _ in company.teams]
    for wave in range(waves):
        for place in range(len(company.teams)):
            one, other = truth(random, felt, heard, place, wave)
            felt[place].append(one)
            heard[place].append(other)
        tell(company, wave, [rounded(row[wave]) for row in felt])
        hear(company, wave, [counts(random, row[wave], n=n) for row in heard])


def follows(
    random: Random, felt: list[list[float]], _heard: list[list[float]], place: int, _wave: int
) -> tuple[float, float]:
    """Customers follow what their team feels; teams differ for ever as well."""
    feels = 0.02 * place - 0.1 + random.gauss(0, 0.2)
    return feels, 0.2 + 0.4 * feels + random.gauss(0, 0.03)


def follows_later(
    random: Random, felt: list[list[float]], _heard: list[list[float]], place: int, wave: int
) -> tuple[float, float]:
    """Customers follow what their team felt a wave before; what it feels now says nothing of them."""
    felt_before = felt[place][wave - 1] if wave else 0.0
    return 0.02 * place - 0.1 + random.gauss(0, 0.2), 0.2 + 0.4 * felt_before + random.gauss(0, 0.03)


def nothing(
    random: Random, _felt: list[list[float]], _heard: list[list[float]], _place: int, _wave: int
) -> tuple[float, float]:
    return random.gauss(0, 0.2), 0.3 + random.gauss(0, 0.05)


def reverse(
    random: Random, _felt: list[list[float]], heard: list[list[float]], place: int, wave: int
) -> tuple[float, float]:
    """Teams feel what their customers said in the period before the wave."""
    before = heard[place][wave - 1] - 0.2 if wave else 0.0
    return 0.9 * before + random.gauss(0, 0.05), 0.2 + random.gauss(0, 0.2)


def days_after(company: Small, waves: int) -> tuple[datetime, date]:
    """When the window of the last of so many waves is over."""
    now = company.closing(waves) + timedelta(days=3)
    return now, now.date()
