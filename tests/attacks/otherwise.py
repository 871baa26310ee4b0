"""Other answers, by other numbers of people, that come to the very same released table.

Begun at one set of answers, somebody's answer changes, or somebody took no part; whatever changes a figure,
a band or what is shown is taken back. What is left tells, once it is published, the same as the first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from extramile.engagement.release.figures import band_of, figures_of
from extramile.engagement.release.groups import Wanted
from extramile.engagement.release.tally import COUNTED, Tally, add, answered, tally
from extramile.questionnaires.definition import Kind, Question

Answers = dict[str, object]
Cells = dict[int, list[Answers]]  # of each cell, what was handed in
FLOORS = {"node": 5, "attribute": 10}
# How many promoters, passives and detractors there are is nowhere near what a table tells.
SCORES = (10, 10, 9, 9, 9, 8, 8, 7, 6, 4, 1)


def at_random(questions: Sequence[Question], random: Random) -> Answers:
    """Somebody's answers; of what is not required, one in twelve is skipped."""
    given = {one.key: answer_to(one, random) for one in questions if one.kind in COUNTED}
    required = {one.key for one in questions if one.required}
    return {key: value for key, value in given.items() if key in required or random.random() > 1 / 12}


def answer_to(question: Question, random: Random) -> object:
    if question.kind is Kind.NPS:
        return random.choice(SCORES)
    if question.kind is Kind.RATING:
        return random.choice([*question.scale, question.scale[-1], question.scale[-2]])
    if question.kind is Kind.POINTS:
        return _divided(question, random)
    if question.kind is Kind.CONSENT:
        return random.random() < 0.6
    keys = [option.key for option in question.options]
    return random.choice(keys) if question.kind is Kind.SINGLE else random.sample(keys, 2)


def _divided(question: Question, random: Random) -> dict[str, int]:
    keys = [option.key for option in question.options]
    cuts = sorted(random.randrange(0, 101, 5) for _ in keys[1:])
    return {key: high - low for key, low, high in zip(keys, [0, *cuts], [*cuts, 100], strict=True)}


@dataclass
class _Table:
    """What is told of some groups, kept up while answers change."""

    groups: Sequence[Wanted]
    questions: Sequence[Question]
    cells: Cells

    def __post_init__(self) -> None:
        self.inside = {cell: [one for one in self.groups if cell in one.cells] for cell in self.cells}
        self.numbers = {
            one.place: sum(len(self.cells.get(cell, ())) for cell in one.cells) for one in self.groups
        }
        self.sums = {
            (one.place, asked.key): self._sum(one, asked) for one in self.groups for asked in self.questions
        }

    def _sum(self, group: Wanted, question: Question) -> Tally:
        whole: Tally = {}
        for cell in group.cells:
            for given in self.cells.get(cell, ()):
                add(whole, tally([question], given))
        return whole

    def told(self, group: Wanted, question: Question, counted: Tally) -> object:
        """As published, and of how many answered no more than on which side of the floor they are."""
        if answered(counted, question.key) < FLOORS[group.kind]:
            return None
        return figures_of(question, counted, kind=group.kind)

    def changed(
        self, group: Wanted, question: Question, before: Answers | None, after: Answers | None
    ) -> Tally:
        whole = dict(self.sums[group.place, question.key])
        for given, sign in ((before, -1), (after, 1)):
            for place, number in tally([question], given or {}).items():
                whole[place] = whole.get(place, 0) + sign * number
        return whole

    def exchange(self, cell: int, before: Answers, after: Answers | None, asked: Sequence[Question]) -> bool:
        """Take another answer in, or nobody's, if the table stays as it is."""
        new: dict[tuple[Any, str], Tally] = {}
        for group in self.inside[cell]:
            if after is None and not self._same_band(group):
                return False
            for question in asked:
                counted = self.changed(group, question, before, after)
                old = self.told(group, question, self.sums[group.place, question.key])
                if self.told(group, question, counted) != old:
                    return False
                new[group.place, question.key] = counted
        self.sums.update(new)
        self.cells[cell].remove(before)
        if after is None:
            for group in self.inside[cell]:
                self.numbers[group.place] -= 1
        else:
            self.cells[cell].append(after)
        return True

    def _same_band(self, group: Wanted) -> bool:
        n = self.numbers[group.place]
        floor = FLOORS[group.kind]
        return n < floor if n - 1 < floor else band_of(n) == band_of(n - 1)


def otherwise(
    cells: Mapping[int, Sequence[Answers]],
    groups: Sequence[Wanted],
    questions: Sequence[Question],
    *,
    seed: int,
    missing: int = 0,
) -> Cells:
    """Other answers with the same table. `missing`: so many of the largest cell take no part."""
    random = Random(seed)
    counted = [one for one in questions if one.kind in COUNTED]
    table = _Table(groups, counted, {cell: list(given) for cell, given in cells.items()})
    _leave(table, counted, missing, random)
    tries = max(12, 120 // len(counted))
    for question in counted:
        for cell in table.cells:
            for before in random.sample(table.cells[cell], min(tries, len(table.cells[cell]))):
                if question.key in before:
                    after = {**before, question.key: answer_to(question, random)}
                    table.exchange(cell, before, after, [question])
    return table.cells


def _leave(table: _Table, counted: Sequence[Question], missing: int, random: Random) -> None:
    largest = max(table.cells, key=lambda cell: len(table.cells[cell]))
    for before in random.sample(table.cells[largest], len(table.cells[largest])):
        if missing and table.exchange(largest, before, None, counted):
            missing -= 1
    if missing:
        raise AssertionError("nobody could be left out without a figure changing: take other answers")
