"""Five rounds of the employees' voice: four that are closed, whose truth is known, and one that is open."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Final
from uuid import UUID

from extramile.core import blind_signatures
from extramile.demo.enthusiasm import PULSE, Voter, feeling, points, rating, score, votes
from extramile.demo.found import Company, user_of
from extramile.demo.plan import Plan
from extramile.demo.truth import SEED
from extramile.engagement import operations, queries
from extramile.engagement.answers import Comment
from extramile.engagement.operations.comments import address_of, reply
from extramile.engagement.operations.conversations import choose_change, hold_conversation, look_back
from extramile.engagement.operations.forward import come_forward
from extramile.engagement.queries.ballots import places_of
from extramile.outbox.operations.retelling import tell_as_sent
from extramile.questionnaires.definition import group_of
from extramile.questionnaires.queries import newest_published

OPEN_FOR: Final = timedelta(days=14)
WRITERS: Final = 0.4  # of those who take part say why
SHOWING: Final = 0.8  # of those let it be shown
KEYS: Final = 90  # a round has a cell less or more
ASPECTS: Final = ("day", "leading", "deciding", "bond", "attention", "success")


@dataclass(frozen=True, slots=True)
class Round:
    slug: str
    kind: str
    name: str
    weeks_ago: float  # that it opened
    closes: bool = True


ROUNDS: Final = (
    Round("enps", "enps", "eNPS, eerste meting", 23),
    Round("pulse", "pulse", "Pols van het voorjaar", 16),
    Round("enps", "enps", "eNPS, tweede meting", 10),
    Round("culture-map", "culture", "Cultuurkaart", 5),
    Round("enps", "enps", "eNPS, derde meting", 0.4, closes=False),
)


class Keys:
    """Keys of cells, made while the rest of the story is told: that takes no time of ours.

    The rounds that are closed have destroyed theirs when the story is told: they all have the same. The one
    that is open has its own.
    """

    def __init__(self, number: int) -> None:
        self.maker = ThreadPoolExecutor(1)
        self.closed, self.open = [
            [self.maker.submit(blind_signatures.new_private_key) for _ in range(number)] for _ in range(2)
        ]

    def of(self, one: Round) -> Callable[[], bytes]:
        """What gives a cell of this round its key."""
        made = iter(self.closed if one.closes else self.open)

        def take() -> bytes:
            ready = next(made, None)
            return ready.result() if ready else blind_signatures.new_private_key()

        return take

    def stop(self) -> None:
        self.maker.shutdown(wait=False, cancel_futures=True)


@cache
def _lines(language: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    path = Path(__file__).parent / "comments" / f"voice-{language}.txt"
    for line in path.read_text(encoding="utf-8").splitlines():
        group, _, words = line.partition(": ")
        found.setdefault(group, []).append(words)
    return {group: tuple(words) for group, words in found.items()}


def tell_voice(
    plan: Plan, company: Company, *, now: datetime, keys: Keys, tell: Callable[[float], None]
) -> list[UUID]:
    """Every round from its letter to its closing. The public ids, the oldest first."""
    operations.ship_ready_made(now - timedelta(weeks=ROUNDS[0].weeks_ago + 1))
    told = []
    for number, one in enumerate(ROUNDS):
        told.append(_round(plan, company, number, one, now=now, keys=keys))
        tell((number + 1) / len(ROUNDS))
    _afterwards(plan, company, told, now=now)
    return told


def _round(plan: Plan, company: Company, number: int, one: Round, *, now: datetime, keys: Keys) -> UUID:
    opens = now - timedelta(weeks=one.weeks_ago)
    office = company.units["OFFICE"]
    wave = operations.plan(
        actor=user_of(company.employees["K03"]),
        now=opens - timedelta(days=1),
        name=one.name,
        kind=one.kind,
        questionnaire_version_id=newest_published(one.slug).pk,
        opens_at=opens,
        closes_at=opens + OPEN_FOR,
        languages=["nl", "en"],
        unit_ids=[company.units["RM"].pk],
        staff_unit_ids=[office.pk],
        remind_on_days=[3, 7] if one.closes else [],  # no mail leaves the demo
    )
    new_key = keys.of(one)
    while operations.open_due(opens, new_key=new_key):
        pass
    tell_as_sent(opens)
    _vote(plan, company, number, one, wave, now=opens + timedelta(days=2))
    if one.closes:
        operations.count_participation(opens + OPEN_FOR - timedelta(hours=4))
        operations.close_due(opens + OPEN_FOR)
    else:
        operations.mix(now)
        operations.count_participation(now)
    return wave


def voters_of(plan: Plan) -> Iterator[Voter]:
    for technician in plan.technicians:
        yield Voter(technician.number, technician.team, "")
    for colleague in plan.colleagues:
        yield Voter(colleague.number, colleague.unit, colleague.role)


def _vote(plan: Plan, company: Company, number: int, one: Round, wave: UUID, *, now: datetime) -> None:
    view = queries.wave_of(wave)
    if view is None:
        raise LookupError(wave)
    words, places = Words(number), places_of(view.id)
    for voter in voters_of(plan):
        feels = feeling(voter, plan, round_number=number)
        employee = company.employees.get(voter.number)
        place = places.get(employee.pk) if employee else None
        if employee is None or place is None or not votes(voter, feels, round_number=number):
            continue
        random = Random(f"{SEED}:ballot:{voter.number}:{number}")  # noqa: S311
        if not one.closes and random.random() < 0.5:
            continue  # half of them will come yet
        ballot = _ballot(wave, employee.pk, place.public_key, now=now)
        operations.hand_in(
            wave,
            cell_id=place.cell_id,
            prepared=ballot[0],
            signature=ballot[1],
            answers=answers_of(one.slug, voter, feels, random),
            comments=_comments(one.slug, feels, employee.language, random, words),
            now=now,
        )


def _ballot(wave: UUID, employee_id: int, public: bytes, *, now: datetime) -> tuple[bytes, bytes]:
    """What the page's own module does in the browser."""
    prepared = blind_signatures.prepare(b"ballot")
    blinded = blind_signatures.blind(public, prepared)
    signed = operations.sign_ballot(wave, employee_id=employee_id, blinded=blinded.message, now=now)
    return prepared, blind_signatures.finalize(public, prepared, signed, blinded.secret)


def answers_of(slug: str, voter: Voter, feels: float, random: Random) -> dict[str, object]:
    if slug == "enps":
        return {"enps": score(feels)}
    if slug == "pulse":
        return {question: rating(question, feels, random) for question in PULSE}
    layer = "manager" if voter.role == "manager" else "staff" if voter.team == "OFFICE" else ""
    return {
        f"{aspect}_{moment}": points(layer, moment, random)
        for aspect in ASPECTS
        for moment in ("now", "wished")
    }


class Words:
    """What is said in one round; nobody says what somebody else said already."""

    def __init__(self, number: int) -> None:
        random = Random(f"{SEED}:words:{number}")  # noqa: S311
        self.left: dict[tuple[str, str], list[str]] = {}
        for language in ("nl", "en"):
            for group, lines in _lines(language).items():
                self.left[language, group] = random.sample(lines, len(lines))

    def take(self, language: str, group: str) -> str | None:
        left = self.left["en" if language == "en" else "nl", group]
        return left.pop() if left else None


def _comments(slug: str, feels: float, language: str, random: Random, said: Words) -> dict[str, Comment]:
    if slug != "enps" or random.random() > WRITERS:
        return {}
    words = said.take(language, group_of(score(feels)).value)
    if words is None:
        return {}
    address = address_of(random.randbytes(32)) if random.random() < 0.3 else ""
    return {"why": Comment(words, random.random() < SHOWING, address)}


def _afterwards(plan: Plan, company: Company, told: Sequence[UUID], *, now: datetime) -> None:
    """Some centres sat together; somebody replied; a few enthusiasts came forward.

    A centre that the second eNPS tells too sees what came of what it chose, and chooses the next thing.
    """
    first, second = (queries.wave_of(told[place]) for place in (0, 2))
    if first is None or second is None:
        raise LookupError(told)
    shown, again = (set(queries.released_units(wave.id)) for wave in (first, second))
    at = first.closes_at + timedelta(days=9)
    for number, centre in enumerate(plan.centres):
        unit = company.units[centre.number].pk
        if unit in shown and number % 2 == 0:
            _talk(company, centre.number, first.id, CHOSEN[number // 2 % len(CHOSEN)], at=at, now=now)
        if unit in shown & again:
            later = second.closes_at + timedelta(days=9)
            _talk(company, centre.number, second.id, NEXT, at=later, now=now)
    _reply(company, first.id, at=at)
    for technician in plan.technicians[:60:12]:
        employee = company.employees[technician.number]
        come_forward(
            employee.pk, "tell_colleagues", words="Ik vertel graag hoe een dag bij ons gaat.", today=at.date()
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """What a centre celebrated and chose, and how far it is with that."""

    celebrate: str
    words: str
    outcome: str
    looking_back: str = ""


HELP: Final = "We helpen elkaar zonder dat iemand het vraagt."
CHOSEN: Final = (
    Choice(
        HELP,
        "De kalibratieset delen we per week, met een lijst op de deur.",
        "done",
        "Werkt. Niemand hoeft meer te zoeken.",
    ),
    Choice(HELP, "Elke maandag tien minuten de planning samen doornemen.", "trying"),
    Choice(HELP, "Iedereen gaat dit kwartaal een dag mee met een collega.", "chosen"),
)
NEXT: Final = Choice(
    "De lijst op de deur doen we vanzelf.",
    "Elke vrijdag bellen we samen één klant van die week terug.",
    "trying",
)


def _talk(
    company: Company, centre: str, wave_id: int, choice: Choice, *, at: datetime, now: datetime
) -> None:
    manager = company.employees[f"M-{centre}"]
    unit, actor = company.units[centre], user_of(manager)
    hold_conversation(
        wave_id,
        unit.pk,
        celebrate=choice.celebrate,
        held_on=at.date(),
        actor=actor,
        now=at,
    )
    chosen = choose_change(
        wave_id,
        unit.pk,
        words=choice.words,
        question_key="enps",
        owner_id=manager.pk,
        due_on=(at + timedelta(weeks=8)).date(),
        actor=actor,
        now=at,
    )
    if choice.outcome != "chosen":
        later = min(now, at + timedelta(weeks=6))
        look_back(
            wave_id,
            unit.pk,
            chosen,
            outcome=choice.outcome,
            words=choice.looking_back,
            today=later.date(),
            actor=actor,
            now=later,
        )


def _reply(company: Company, wave_id: int, *, at: datetime) -> None:
    """HR thanks the first three who asked for a reply."""
    units = [unit.pk for unit in company.units.values()]
    waiting = [one for one in queries.comments(wave_id, units) if one.can_be_answered]
    for one in sorted(waiting, key=lambda comment: comment.words)[:3]:
        reply(
            one.id,
            "Dank je wel dat je dit zegt. We bespreken het met de vestiging en komen erop terug.",
            actor=user_of(company.employees["K03"]),
            now=at,
        )
