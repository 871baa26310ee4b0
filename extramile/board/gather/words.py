"""Customers' words, drawn by lot: within its group every answer with words has the same chance.

Not chosen by anybody, so not flattering: as many of each group as there are in all answers. The lot is
seeded, so that the same report over the same answers draws the same words.
"""

import hashlib
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from extramile.board.gather.facts import QuoteFacts
from extramile.language.identifying import Names, SignKind, cleared
from extramile.monitor.tally import Tally
from extramile.people.models import Employee, Unit, UnitKind
from extramile.people.queries import ids_of_path
from extramile.responses.queries import GROUPS, Group, Key, Said, answers_with_words, said

SHOWN: Final = 8
SPARE: Final = 6  # of each group that is shown, to step in where the author leaves one out
MOST_DRAWS: Final = 400  # of a group: then too few of its answers have words
LEAST, MOST = 15, 600  # characters: "ok" says nothing, and a page is a page
TAKEN_OUT: Final = frozenset({SignKind.NAME, SignKind.PHONE, SignKind.EMAIL, SignKind.NUMBER})
REGIONS: Final = (UnitKind.REGION, UnitKind.COUNTRY)


def shares(groups: Mapping[Group, int], *, of: int) -> dict[Group, int]:
    """So many of each group as it has a share in all answers: largest remainders; nobody is left out who
    would have half a place."""
    total = sum(groups.values())
    if not total:
        return dict.fromkeys(groups, 0)
    exact = {group: of * count / total for group, count in groups.items()}
    found = {group: int(part) for group, part in exact.items()}
    by_rest = sorted(exact, key=lambda group: (found[group] - exact[group], group))
    for group in by_rest[: of - sum(found.values())]:
        found[group] += 1
    return found


def draw(days: Mapping[date, Tally], *, seed: str) -> list[QuoteFacts]:
    """`days`: the company's answers by day. Shown ones first, in the order of the draw, then spare ones."""
    counts: dict[Group, int] = {
        "promoter": sum(tally.promoters for tally in days.values()),
        "passive": sum(tally.passives for tally in days.values()),
        "detractor": sum(tally.detractors for tally in days.values()),
    }
    wanted = shares(counts, of=SHOWN)
    lots = [_Lot(group, days, seed=seed) for group in GROUPS if wanted[group]]
    drawn = {lot.group: lot.draw(wanted[lot.group] + SPARE) for lot in lots}
    shown = [one for group, found in drawn.items() for one in found[: wanted[group]]]
    spare = [one for group, found in drawn.items() for one in found[wanted[group] :]]
    random.Random(f"{seed}:order").shuffle(shown)  # noqa: S311 -- a lot that can be drawn again
    return _quotes(shown, spare)


class _Lot:
    """Days by their number of answers, then an answer of that day; without words: drawn again. So each answer
    with words has the same chance, without reading all of them."""

    def __init__(self, group: Group, days: Mapping[date, Tally], *, seed: str) -> None:
        self.group = group
        self.random = random.Random(f"{seed}:{group}")  # noqa: S311
        place = {"promoter": 0, "passive": 1, "detractor": 2}[group]
        self.counts = {day: days[day].groups[place] for day in sorted(days)}
        self.seen: dict[date, list[Key]] = {}

    def draw(self, wanted: int) -> list[Said]:
        found: list[Said] = []
        tried: set[Key] = set()
        told: set[str] = set()  # "All fine." of many customers stands here once
        for _ in range(MOST_DRAWS):
            key = self._one()
            if key is None or key in tried:
                continue
            tried.add(key)
            for one in said([key]):
                words = one.words.strip()
                if LEAST <= len(words) <= MOST and words.casefold() not in told:
                    told.add(words.casefold())
                    found.append(one)
            if len(found) == wanted:
                break
        return found

    def _one(self) -> Key | None:
        """An answer, or None: it has no words, or it was counted and is gone since."""
        [day] = self.random.choices(list(self.counts), list(self.counts.values()))
        if day not in self.seen:
            self.seen[day] = answers_with_words(day, self.group)
        answers = self.seen[day]
        place = self.random.randrange(self.counts[day])
        return answers[place] if place < len(answers) else None


def _quotes(shown: Sequence[Said], spare: Sequence[Said]) -> list[QuoteFacts]:
    if not (shown or spare):
        return []
    clear = clearing()
    where = _regions({one.unit_id for one in (*shown, *spare)})
    return [
        QuoteFacts(
            number=number,
            response_id=one.response_id,
            responded_at=one.responded_at,
            words=clear(one.words.strip()),
            language=one.language,
            where=where.get(one.unit_id, ""),
            said_on=one.day,
            group=one.group or "",
            is_shown=number <= len(shown),
        )
        for number, one in enumerate((*shown, *spare), start=1)
    ]


def _regions(unit_ids: set[int]) -> dict[int, str]:
    """The region, else the country, that a unit lies in; nothing smaller: a centre may be one technician."""
    paths = dict(Unit.objects.filter(pk__in=unit_ids).values_list("pk", "path"))
    above = {pk for path in paths.values() for pk in ids_of_path(path)}
    names = dict(Unit.objects.filter(pk__in=above, kind__in=REGIONS).values_list("pk", "name"))
    return {
        pk: next((names[one] for one in reversed(ids_of_path(path)) if one in names), "")
        for pk, path in paths.items()
    }


def clearing() -> Callable[[str], str]:
    """What takes names of colleagues, addresses and numbers out of customers' words: the board needs none."""
    names = Names.of(list(Employee.objects.values_list("name", flat=True)))
    return lambda words: cleared(words, names=names, kinds=TAKEN_OUT)


def seed_of(public_id: object, basis: str) -> str:
    """Of this very report over these very figures."""
    return hashlib.sha256(f"{public_id}:{basis}".encode()).hexdigest()
