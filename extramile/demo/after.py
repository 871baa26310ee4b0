"""What people did with what customers said: kept words, questions for the coach, screens in canteens."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Final

from extramile.actions.operations import ask_coach, close_question, keep, read_until
from extramile.demo.found import Company, user_of
from extramile.demo.plan import Plan
from extramile.demo.story import Said
from extramile.demo.truth import SEED
from extramile.monitor.operations import make_screen
from extramile.people.models import Employee, Role, RoleKind, User

NOTES: Final = (
    "Kunnen we het hier even over hebben?",
    "Hier zit ik mee. Wat had ik kunnen doen?",
    "Klopt niet helemaal, maar ik snap de klant wel.",
    "De planning liep uit. Hoe vertel ik dat de volgende keer?",
    "Leuk! Mag dit in het teamoverleg?",
    "",
)
KEEPERS: Final = 0.6  # of the technicians keep words
ASKERS: Final = 0.25


def act_on_words(plan: Plan, company: Company, said: Sequence[Said], *, now: datetime) -> None:
    mine: dict[str, list[Said]] = defaultdict(list)
    for one in said:
        mine[one.technician].append(one)
    coaches = _coaches()
    for technician in plan.technicians:
        random = Random(f"{SEED}:after:{technician.number}")  # noqa: S311
        employee = company.employees[technician.number]
        _keep(employee, mine[technician.number], random, now=now)
        _ask(employee, mine[technician.number], coaches.get(employee.pk), random, now=now)
        read_until(employee, now - timedelta(days=random.randrange(1, 6)))


def _coaches() -> dict[int, User]:
    roles = Role.objects.filter(kind=RoleKind.COACH).select_related("user")
    return {role.employee_id: role.user for role in roles if role.employee_id is not None}


def _keep(employee: Employee, said: Sequence[Said], random: Random, *, now: datetime) -> None:
    best = [one for one in said if one.group == "promoter" and len(one.words) > 40]
    if best and random.random() < KEEPERS:
        for one in random.sample(best, min(len(best), random.randrange(1, 5))):
            keep(employee, one.response, now=min(now, one.at + timedelta(hours=random.randrange(1, 30))))


def _ask(
    employee: Employee, said: Sequence[Said], coach: User | None, random: Random, *, now: datetime
) -> None:
    sore = [one for one in said if one.group != "promoter" and len(one.words) > 30]
    if not sore or random.random() > ASKERS:
        return
    for one in sore[-random.randrange(1, 3) :]:
        at = min(now, one.at + timedelta(hours=random.randrange(2, 40)))
        question = ask_coach(employee, one.response, note=random.choice(NOTES), now=at)
        if coach and at < now - timedelta(days=12):
            close_question(question, actor=coach, now=min(now, at + timedelta(days=6)))


def hang_screens(plan: Plan, company: Company, *, now: datetime) -> None:
    """One in the canteen of the first centre of each region."""
    seen: set[str] = set()
    for centre in plan.centres:
        if centre.region not in seen:
            seen.add(centre.region)
            manager = user_of(company.employees[f"M-{centre.number}"])
            make_screen(company.units[centre.number], name="Kantine", actor=manager, now=now)
