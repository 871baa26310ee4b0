"""Whether to ask, by which channel, in which language and when. Pure: everything it must know is handed in.

The same rules decide for real and foretell, on the plan's page, what a change would have meant last week.
"""

import hashlib
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from extramile.core.quiet import out_of_quiet
from extramile.invitations.models import AskingPlan, Reason

OPTED_OUT: Final = frozenset({"opted_out", "complained"})


@dataclass(frozen=True, slots=True)
class Case:
    """A job, and what counts of its customer."""

    job_id: int
    unit_id: int
    finished_at: datetime
    is_test: bool = False
    contact_id: int | None = None
    is_erased: bool = False
    address_keys: Mapping[str, str] = field(default_factory=dict)  # channel -> key; only where there is one
    languages: tuple[str, ...] = ()  # the contact's, the job's, where known
    employees: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """An asking plan with the version that customers get now."""

    row: AskingPlan
    version_id: int
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class World:
    """What is known about everything else. `asked` grows while a batch is decided."""

    plans: Mapping[int | None, Plan]  # by unit; None: everywhere
    above: Mapping[int, tuple[int, ...]]  # unit -> ids from the top to itself
    zones: Mapping[int, ZoneInfo]
    standing: Mapping[str, str]  # address key -> newest consent
    asked: MutableMapping[str, datetime]  # address key -> when last asked, or to be asked
    answers: Mapping[int, int]  # employee -> answers this month
    default_language: str

    def plan_for(self, unit_id: int) -> Plan | None:
        """The nearest plan, going up the tree."""
        nearest = next(
            (self.plans[unit] for unit in reversed(self.above.get(unit_id, ())) if unit in self.plans), None
        )
        return nearest or self.plans.get(None)


@dataclass(frozen=True, slots=True)
class Verdict:
    reason: str = ""  # empty: ask
    plan: Plan | None = None
    channel: str = ""
    address_key: str = ""
    language: str = "en"
    due_at: datetime | None = None
    expires_at: datetime | None = None


def is_sampled(job_id: int, rate: float) -> bool:
    """The same answer for the same job, however often it is asked."""
    digest = hashlib.blake2b(str(job_id).encode(), digest_size=8, person=b"sampling").digest()
    return int.from_bytes(digest, "big") < rate * 2**64


def language_for(wanted: tuple[str, ...], spoken: tuple[str, ...]) -> str:
    """The first wanted language that the questionnaire speaks, if only in its base; else its own first."""
    for language in wanted:
        base = language.partition("-")[0]
        found = next((known for known in (language, base) if known in spoken), "")
        if found:
            return found
    return spoken[0] if spoken else "en"


def due_at(finished_at: datetime, plan: AskingPlan, zone: ZoneInfo, now: datetime) -> datetime:
    """After the delay, not before now, and never in the quiet hours."""
    earliest = max(finished_at + timedelta(minutes=plan.delay_minutes), now)
    return out_of_quiet(earliest, quiet_from=plan.quiet_from, quiet_until=plan.quiet_until, zone=zone)


def judge(case: Case, world: World, *, now: datetime) -> Verdict:
    """The decision about one job. Remembers in `world.asked` whom it decided to ask."""
    plan = world.plan_for(case.unit_id)
    reason = _before_address(case, plan, now)
    if reason or plan is None:
        return Verdict(reason=reason or Reason.NO_PLAN, plan=plan)
    channel, reason = _channel(case, plan.row, world)
    if reason:
        return Verdict(reason=reason, plan=plan)
    key = case.address_keys[channel]
    when = due_at(case.finished_at, plan.row, world.zones[case.unit_id], now)
    reason = _after_address(case, plan.row, world, when=when)
    if reason:
        return Verdict(reason=reason, plan=plan, address_key=key)
    for each in case.address_keys.values():
        world.asked[each] = max(when, world.asked.get(each, when))
    return Verdict(
        plan=plan,
        channel=channel,
        address_key=key,
        language=language_for((*case.languages, world.default_language), plan.languages),
        due_at=when,
        expires_at=when + timedelta(days=plan.row.expiry_days),
    )


def _before_address(case: Case, plan: Plan | None, now: datetime) -> str:
    if case.is_test:
        return Reason.TEST_JOB
    if case.is_erased:
        return Reason.ERASED
    if plan is None:
        return Reason.NO_PLAN
    if now - case.finished_at > timedelta(days=plan.row.too_old_days):
        return Reason.TOO_OLD
    return ""


def _channel(case: Case, plan: AskingPlan, world: World) -> tuple[str, str]:
    """The first channel of the plan that can be used; a "never again" at any address holds for all."""
    standing = {channel: world.standing.get(key, "") for channel, key in case.address_keys.items()}
    if OPTED_OUT & set(standing.values()):
        return "", Reason.OPTED_OUT
    known = [channel for channel in plan.channels if channel in case.address_keys]
    usable = [channel for channel in known if standing[channel] != "bounced"]
    if usable:
        return usable[0], ""
    return "", Reason.BOUNCED if known else Reason.NO_ADDRESS


def _after_address(case: Case, plan: AskingPlan, world: World, *, when: datetime) -> str:
    last = max((world.asked[key] for key in case.address_keys.values() if key in world.asked), default=None)
    if last is not None and plan.quarantine_days and when - last < timedelta(days=plan.quarantine_days):
        return Reason.ASKED_RECENTLY
    if is_sampled(case.job_id, float(plan.sample_rate)) or _is_starving(case, plan, world):
        return ""
    return Reason.SAMPLED_OUT


def _is_starving(case: Case, plan: AskingPlan, world: World) -> bool:
    least = plan.least_answers_per_employee_per_month
    return any(world.answers.get(employee, 0) < least for employee in case.employees)


def day_in(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
