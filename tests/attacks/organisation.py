"""A company of the cast with closed, open, planned and called-off waves: what the crawl looks at."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Final

from django.db import connection, transaction

from extramile.engagement.models import (
    CastBallot,
    CastComment,
    Cell,
    Invitee,
    ReleasedComment,
    ReleasedFigure,
    ReleasedGroup,
    Wave,
    WaveState,
)
from extramile.engagement.operations import call_off, close_due, count_participation, mix
from extramile.engagement.operations.closing.deciding import wanted_of
from extramile.engagement.operations.closing.reading import cells_of
from extramile.people.models import Employee, Membership, Unit, UnitKind
from extramile.people.operations import add_unit
from extramile.questionnaires.definition import Question
from extramile.questionnaires.queries import definition_of
from tests.attacks.otherwise import Answers, Cells, at_random, otherwise
from tests.cast import STARTED, Cast
from tests.engagement.voting import open_wave, plan_wave
from tests.web.voice.visits import fill

# Letters alone: a digit on a page is then a number, and no part of a name.
NAMES: Final = ("Aafke", "Bas", "Coen", "Dirk", "Evi", "Freek", "Guus", "Hidde", "Ilse")
CLOSED: Final = (("Spring", "enps"), ("Summer", "engagement"), ("Autumn", "culture-map"), ("Winter", "enps"))
OPEN: Final = "Carnival"
DESPITE: Final = "So that everything there may be is there."
SAID: Final = (
    "The new tools are a joy.", "Planning comes too late.", "We help each other.", "More training, please.",
    "The coffee could be better.", "I am proud of what we make.", "Mornings are too full.",
)  # fmt: skip
MANY: Final = 230
FEWER: Final = 10  # so many that what is told does not change: who took part decides that
FEWER_YET: Final = 3  # of an open wave: within the band of who took part


def people(cast: Cast) -> Unit:
    """Three teams that are large enough to be told, and one of more than two hundred."""
    for team in (cast.team, cast.other_team, cast.zwolle_team):
        fill(cast, team, 9, name="Hulp")
        _with_names(team)
    large = add_unit("Zwolle B", kind=UnitKind.TEAM, parent=cast.zwolle, external_id="ZW-B")
    made = Employee.objects.bulk_create(
        Employee(external_id=f"many-{one}", name=_name(one), started_on=STARTED) for one in range(MANY)
    )
    Membership.objects.bulk_create(Membership(employee=one, unit=large, started_on=STARTED) for one in made)
    return large


def _name(number: int) -> str:
    letters = "abcdefghij"
    ending = "".join(letters[int(digit)] for digit in str(number))
    return f"{NAMES[number % len(NAMES)]} Van{ending}"


def _with_names(team: Unit) -> None:
    for number, one in enumerate(Employee.objects.filter(memberships__unit=team, name__startswith="Hulp")):
        one.name = _name(number)
        one.save(update_fields=["name"])


@dataclass
class World:
    """What is true in one of the worlds."""

    cast: Cast
    large: Unit
    waves: dict[str, Wave] = field(default_factory=dict)
    given: dict[str, Cells] = field(default_factory=dict)  # what was answered, by wave and cell

    def questions(self, name: str) -> tuple[Question, ...]:
        return definition_of(self.waves[name].questionnaire_version_id).questions


def next_ids() -> int:
    """Where the ids of every world begin: past all that are given."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(last_value), 0) FROM pg_sequences WHERE schemaname = 'public'")
        row = cursor.fetchone()
    return int(row[0]) + 1000 if row else 1000


@contextmanager
def world(begin: int) -> Iterator[None]:
    """Undone afterwards; ids begin at the same number in every world."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass, %s)"
                " FROM pg_sequences WHERE schemaname = 'public'",
                [begin],
            )
        yield
        transaction.set_rollback(True)


def told_so(cast: Cast, large: Unit, *, like: Mapping[str, Cells] | None = None) -> World:
    """Waves one after another, each closed before the next opens, and the others that there may be.

    `like`: what was answered in another world; here it is otherwise, and comes to the same tables.
    """
    made = World(cast, large)
    now = cast.now
    for number, (name, slug) in enumerate(CLOSED):
        wave = made.waves[name] = open_wave(cast.company, now=now, slug=slug, name=name, despite=DESPITE)
        _answer(made, name, seed=number, like=like)
        now = now + timedelta(days=20)
        while close_due(now):
            pass
        wave.refresh_from_db()
        assert wave.state == WaveState.CLOSED
    made.waves["Called off"] = open_wave(cast.company, now=now, slug="enps", name="Mistake", despite=DESPITE)
    call_off(made.waves["Called off"].public_id, reason="A mistake.", actor=None, now=now)
    made.waves["Planned"] = Wave.objects.get(
        public_id=plan_wave(cast.company, now=now, name="Planned", opens_at=now + timedelta(days=30),
                            closes_at=now + timedelta(days=44), despite=DESPITE)
    )  # fmt: skip
    made.waves[OPEN] = open_wave(cast.company, now=now, slug="engagement", name=OPEN, despite=DESPITE)
    _answer(made, OPEN, seed=9, like=like)
    mix(now + timedelta(days=2))
    count_participation(now + timedelta(days=2))
    return made


def _answer(made: World, name: str, *, seed: int, like: Mapping[str, Cells] | None) -> None:
    wave = made.waves[name]
    questions = made.questions(name)
    cells = list(Cell.objects.filter(wave=wave).order_by("pk"))
    if like is None or name == OPEN:
        # While it is open nothing at all is told: anything may be answered, by fewer.
        fewer = 0 if like is None else FEWER_YET
        random = Random(seed if like is None else -seed)
        given = {one.pk: [at_random(questions, random) for _ in range(_voters(one, fewer))] for one in cells}
    else:
        # Who took part in earlier waves decides what is told of later ones: so of the last one alone fewer.
        missing = FEWER if name == CLOSED[-1][0] else 0
        given = otherwise(like[name], wanted_of(wave, cells_of(wave)), questions, seed=seed, missing=missing)
    made.given[name] = given
    for cell in cells:
        _cast(cell, given[cell.pk])
    _say(wave, cells)


def _voters(cell: Cell, fewer: int = 0) -> int:
    """Not everybody takes part, and never a round number."""
    return cell.invited - 1 if cell.invited < 50 else cell.invited - 17 - fewer


def _cast(cell: Cell, given: list[Answers]) -> None:
    CastBallot.objects.bulk_create(
        CastBallot(wave_id=cell.wave_id, cell=cell, answers=answers) for answers in given
    )
    took = Invitee.objects.filter(cell=cell).order_by("-pk")[: len(given)]
    Invitee.objects.filter(pk__in=[one.pk for one in took]).update(took_ballot=True)


def _say(wave: Wave, cells: list[Cell]) -> None:
    """The same words in both worlds; what is said is no number."""
    CastComment.objects.bulk_create(
        CastComment(wave=wave, cell=cell, question_key="why", words=words, may_be_shown=True)
        for cell in cells
        for words in SAID[: max(0, cell.invited // 3)]
    )


def table(wave: Wave) -> list[tuple[object, ...]]:
    """All that was published, in an order of its own."""
    groups = ReleasedGroup.objects.filter(table__wave=wave).values_list(
        "unit_id", "layer", "is_shown", "why_withheld", "least", "most"
    )
    figures = ReleasedFigure.objects.filter(group__table__wave=wave).values_list(
        "group__unit_id", "group__layer", "question_key", "option_key", "moment", "measure", "value", "low",
        "high", "is_at_least", "is_at_most", "shares",
    )  # fmt: skip
    comments = ReleasedComment.objects.filter(table__wave=wave).values_list("unit_id", "words")
    return sorted([*groups, *figures, *comments], key=str)
