"""Leaning on rings, without a database: as good as pooling everything, and false alarms as seldom as told."""

import random
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import numpy as np
import pytest

from extramile import stats
from extramile.estimates.operations.leaning import unit_lines
from extramile.estimates.operations.moving import movement_lines
from extramile.estimates.operations.reading import WEEKS, Read, Span
from extramile.estimates.organisation import (
    LEAST_TO_POOL,
    PERSON,
    Groups,
    Node,
    Organisation,
    Person,
    part_of,
    person_known,
    person_part,
    rings_around,
    spread_of,
    unit_known,
)
from extramile.monitor.queries import UnitWeeks
from tests.estimates.company import answer_at, poisson

TOP = 1


class Made(NamedTuple):
    units: list[tuple[int, int | None, str]]
    groups: dict[int, Groups]
    people: list[Person]
    levels: list[float]


def made(seed: int, *, regions: int = 3, teams: int = 10, people: int = 10, answers: float = 12) -> Made:
    chance = random.Random(seed)
    tops: list[tuple[int, int | None, str]] = [(TOP, None, "company")]
    below: list[tuple[int, int | None, str]] = []
    groups: dict[int, Groups] = {}
    found: list[Person] = []
    levels = []
    for region in range(2, 2 + regions):
        tops.append((region, TOP, "region"))
        here = 0.45 + chance.gauss(0, 0.05)
        for _team in range(teams):
            team = 100 + len(below)
            below.append((team, region, "team"))
            there = here + chance.gauss(0, 0.08)
            for _person in range(people):
                level = min(max(there + chance.gauss(0, 0.12), -0.6), 0.9)
                scores = [0, 0, 0]
                for _answer in range(poisson(chance, answers * chance.uniform(0.4, 1.6))):
                    scores[answer_at(chance, level)] += 1
                found.append(Person(len(found) + 1, team, Groups(*scores)))
                levels.append(level)
                for unit in (TOP, region, team):
                    sums = zip(groups.get(unit, (0, 0, 0)), scores, strict=True)
                    groups[unit] = Groups(*map(sum, sums))
    return Made(tops + below, groups, found, levels)


def pooled_whole(company: Made) -> stats.PooledTree:
    place = {pk: len(company.people) + number for number, (pk, _parent, _kind) in enumerate(company.units)}
    parents = [place[one.unit] for one in company.people]
    parents += [-1 if parent is None else place[parent] for _pk, parent, _kind in company.units]
    kinds = [PERSON] * len(company.people) + [kind for _pk, _parent, kind in company.units]
    return stats.pool_tree([one.groups for one in company.people], parents, kinds=kinds)


def test_leaning_on_sums_costs_nothing_to_speak_of_beside_pooling_everything() -> None:
    """Twelve companies of 300 people with some twelve answers each."""
    held, errors, whole_errors, plain_errors = [], [], [], []
    for seed in range(12):
        company = made(seed)
        organisation = Organisation.of(company.units, company.groups, company.people)
        spread = spread_of(organisation)
        assert spread is not None
        whole = pooled_whole(company)
        for place, (one, level) in enumerate(zip(company.people, company.levels, strict=True)):
            if not one.groups.n:
                continue
            found = person_known(one, organisation.path(one.unit), spread)
            assert found is not None
            known = found[1]
            leaned = stats.lean(*one.groups, mean=known.mean, variance=known.variance, within=spread.within)
            held.append(leaned.low <= level <= leaned.high)
            errors.append((leaned.estimate - level) ** 2)
            whole_errors.append((float(whole.estimate[place]) - level) ** 2)
            plain_errors.append((one.groups.balance / one.groups.n - level) ** 2)
    assert 0.93 <= np.mean(held) <= 0.97
    assert np.mean(errors) < 1.02 * np.mean(whole_errors)
    assert np.mean(errors) < 0.3 * np.mean(plain_errors)


def test_too_few_to_tell_how_people_differ() -> None:
    few = made(1, regions=1, teams=1, people=LEAST_TO_POOL - 1)
    assert spread_of(Organisation.of(few.units, few.groups, few.people)) is None


def small_units() -> Iterator[tuple[list[int], list[int]]]:
    """People with answers in each of four teams under two regions, and the units that the first leans on."""
    yield [4, 3, 3, 3], [100, 2, 1]
    yield [2, 3, 3, 3], [2, 1]  # the team is too small: the region is the first
    yield [2, 0, 3, 3], [1]  # so is the region
    yield [4, 2, 3, 3], [100, 1]  # beside the team are two in the region: no ring of its own
    yield [4, 3, 1, 1], [100, 2]  # two in the rest of the company


@pytest.mark.parametrize(("people", "leaned_on"), list(small_units()))
def test_no_ring_of_fewer_than_three_people(people: list[int], leaned_on: list[int]) -> None:
    units: list[tuple[int, int | None, str]] = [
        (1, None, "company"), (2, 1, "region"), (3, 1, "region"),
        (100, 2, "team"), (101, 2, "team"), (102, 3, "team"), (103, 3, "team"),
    ]  # fmt: skip
    found = [
        Person(team * 10 + number, team, Groups(5, 2, 1))
        for team, count in zip((100, 101, 102, 103), people, strict=True)
        for number in range(count)
    ]
    sums = {pk: Groups(0, 0, 0) for pk, _parent, _kind in units}
    for one in found:
        for unit in {100: (100, 2, 1), 101: (101, 2, 1), 102: (102, 3, 1), 103: (103, 3, 1)}[one.unit]:
            sums[unit] = Groups(*(a + b for a, b in zip(sums[unit], one.groups, strict=True)))
    organisation = Organisation.of(units, sums, found)
    spread = spread_of(Organisation.of(*made(2)[:3]))
    assert spread is not None
    known = person_known(found[0], organisation.path(100), spread)
    assert known is not None
    assert known[0].id == leaned_on[0]
    rings = rings_around(person_part(found[0]), organisation.path(100), spread)
    assert [node.id for node, _ring in rings] == leaned_on


def test_a_unit_leans_on_nothing_where_nobody_is_around_it() -> None:
    company = made(3)
    organisation = Organisation.of(company.units, company.groups, company.people)
    spread = spread_of(organisation)
    assert spread is not None
    assert unit_known(organisation.nodes[TOP], [], spread) is None
    silent = Node(999, TOP, "team")
    assert unit_known(silent, organisation.path(TOP), spread) is None
    region = organisation.nodes[2]
    [(node, ring)] = rings_around(part_of(region), organisation.path(2)[1:], spread)
    assert node.id == TOP
    assert ring.n == organisation.nodes[TOP].n - region.n


def test_several_companies_in_one_house_lean_on_one_another() -> None:
    company = made(4, regions=6)
    units = [(pk, None if parent == TOP else parent, kind) for pk, parent, kind in company.units if pk != TOP]
    groups = {pk: one for pk, one in company.groups.items() if pk != TOP}
    organisation = Organisation.of(units, groups, company.people)
    spread = spread_of(organisation)
    assert spread is not None
    known = unit_known(organisation.nodes[2], organisation.path(2)[1:], spread)
    assert known is not None
    assert known.mean == pytest.approx(0.45, abs=0.1)


def test_units_of_which_nobody_is_known_are_pooled_by_themselves() -> None:
    """A company that imports answers by centre and no employees."""
    company = made(5, regions=2, teams=15)
    units = list(company.units)
    organisation = Organisation.of(units, company.groups, [])
    spread = spread_of(organisation)
    assert spread is not None
    assert len(organisation.own) == 30
    assert organisation.nodes[TOP].n == sum(one.n for one in organisation.own.values())
    assert unit_known(organisation.nodes[100], organisation.path(100)[1:], spread) is not None


def test_forty_stable_companies_raise_few_alarms() -> None:
    """Twenty-one series each, at five per cent: two companies of forty are expected to raise one."""
    alarms = 0
    for seed in range(40):
        chance = np.random.default_rng(seed)
        n = chance.poisson(5, (20, WEEKS))
        drawn = np.stack([chance.multinomial(row, [0.6, 0.25, 0.15]) for row in n])
        drawn = np.concatenate([drawn, drawn.sum(axis=0, keepdims=True)])
        weeks = {pk: UnitWeeks.empty(WEEKS) for pk in range(1, 22)}
        for pk, series in zip(weeks, drawn, strict=True):
            for week, (promoters, passives, detractors) in enumerate(series.tolist()):
                weeks[pk].promoters[week + 1] = promoters
                weeks[pk].passives[week + 1] = passives
                weeks[pk].detractors[week + 1] = detractors
        read = Read(Span(date(2026, 3, 2)), Organisation({}, [], {}), weeks, [], "")
        alarms += any(line.is_sure for line in movement_lines(read, seed=1))
    assert alarms <= 5


def test_forty_companies_without_a_difference_are_seldom_put_in_groups() -> None:
    """Whatever the seed. At five per cent two of forty would have one by chance; pooled, one or none."""
    grouped = 0
    for seed in range(40):
        read = alike(seed)
        spread = spread_of(read.organisation)
        assert spread is not None
        grouped += any(line.side for line in unit_lines(read, spread, seed=1))
    assert grouped <= 2


def alike(seed: int) -> Read:
    """Twenty teams of three whose customers are all the same."""
    chance = np.random.default_rng(seed)
    units: list[tuple[int, int | None, str]] = [(TOP, None, "company")]
    units += [(team, TOP, "team") for team in range(2, 22)]
    people = [
        Person(number, 2 + number // 3, Groups(*chance.multinomial(80, [0.6, 0.25, 0.15]).tolist()))
        for number in range(60)
    ]
    weeks = {pk: UnitWeeks.empty(WEEKS) for pk, _parent, _kind in units}
    for person in people:
        for pk in (TOP, person.unit):
            weeks[pk].promoters[1] += person.groups.promoters
            weeks[pk].passives[1] += person.groups.passives
            weeks[pk].detractors[1] += person.groups.detractors
    groups = {pk: Groups(*one.groups) for pk, one in weeks.items()}
    return Read(Span(date(2026, 3, 2)), Organisation.of(units, groups, people), weeks, [], "")
