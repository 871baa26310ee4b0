"""Closing a wave of the yearly questionnaire: from the last answer to the released table.

    python -m benchmarks.waves [employees] [waves]        default 60,000 and 4; try 3000 2 for a quick look

Some 6,000 units, 25 questions, three of four take part, and from wave to wave 8 % sit in another team. The
answers are made by SQL; who is in which cell is decided by the program as at any opening; keys are left out
(`benchmarks.ballots`). Every wave is closed by the step itself, with the earlier ones before it. Floor: the
same answers read once and thrown away.
"""

import os
import sys
import time
from datetime import datetime, timedelta
from typing import Final

from benchmarks.company import PEOPLE, Company
from benchmarks.harness import figure, place, usage

PER_RESPONSE: Final = 10_000_000 // 60_000  # how `Company` counts its people
OPENED: Final = """
    UPDATE engagement_cell SET public_key = 'x' WHERE wave_id = {wave};
    UPDATE engagement_wave SET state = 'open', step = '' WHERE id = {wave};
    UPDATE engagement_invitee SET took_ballot = true
     WHERE wave_id = {wave} AND abs(hashint8(employee_id * 31 + {wave})) % 100 < 75;
    INSERT INTO engagement_castballot (id, wave_id, cell_id, answers)
    SELECT gen_random_uuid(), {wave}, cell_id, (
           SELECT jsonb_object_agg(key, CASE WHEN key = 'enps' THEN floor(11 * sqrt(random()))
                                             ELSE 1 + floor(5 * sqrt(random())) END::int)
             FROM unnest(ARRAY[{keys}]) AS key WHERE i.id IS NOT NULL)
      FROM engagement_invitee i WHERE wave_id = {wave} AND took_ballot;
    INSERT INTO engagement_castcomment (
           id, wave_id, cell_id, question_key, words, may_be_shown, reply_address)
    SELECT gen_random_uuid(), {wave}, cell_id, 'change', 'More time for each job, number ' || i.id, true, ''
      FROM engagement_invitee i WHERE wave_id = {wave} AND took_ballot AND i.id % 3 = 0;
    ANALYZE engagement_invitee, engagement_castballot, engagement_castcomment, engagement_cell
"""
MOVED: Final = """
    UPDATE people_membership SET unit_id = {first} + abs(hashint8(employee_id + {wave})) % {teams}
     WHERE abs(hashint8(employee_id * 17 + {wave})) % 100 < 8
"""


def run_sql(statement: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)


def open_wave(number: int, company: Company, *, now: datetime) -> int:
    """A wave with its cells as the program makes them, and its answers by SQL. Its id."""
    from extramile.engagement import operations, queries
    from extramile.engagement.operations.opening import open_due
    from extramile.engagement.shipped import definition_of
    from extramile.questionnaires.queries import newest_published

    run_sql(MOVED.format(first=company.first_team, teams=company.teams, wave=number))
    public_id = operations.plan(
        actor=None,
        now=now,
        name=f"Wave {number}",
        kind="engagement",
        questionnaire_version_id=newest_published("engagement").pk,
        opens_at=now,
        closes_at=now + timedelta(days=14),
        languages=["en"],
        unit_ids=[1],
    )
    open_due(now)  # the first call places everybody; the calls after it would make the keys
    wave = queries.wave_of(public_id)
    assert wave
    asked = [one for one in definition_of("engagement")["questions"] if one["kind"] in {"nps", "rating"}]
    run_sql(OPENED.format(wave=wave.id, keys=", ".join(f"'{one['key']}'" for one in asked)))
    return wave.id


def read_once() -> float:
    """The floor: every answer read from PostgreSQL and decoded."""
    from extramile.engagement.models import CastBallot
    from extramile.engagement.operations.closing.reading import PIECE

    started = time.perf_counter()
    for _ in CastBallot.objects.values_list("cell_id", "answers").iterator(chunk_size=PIECE):
        pass
    return time.perf_counter() - started


def measure(number: int, company: Company, *, now: datetime) -> None:
    from extramile.engagement.models import ReleasedGroup
    from extramile.engagement.operations import close_due

    wave = open_wave(number, company, now=now)
    floor = read_once()
    before, cpu, started = usage([os.getpid()]), time.process_time(), time.perf_counter()
    assert close_due(now + timedelta(days=15)) == 1
    seconds = time.perf_counter() - started
    groups = ReleasedGroup.objects.filter(table__wave=wave)
    reasons = dict.fromkeys(groups.values_list("why_withheld", flat=True), 0)
    for reason in groups.values_list("why_withheld", flat=True):
        reasons[reason] += 1
    figure(
        "closing a wave",
        [seconds * 1000],
        wave=number,
        company=str(company),
        seconds=round(seconds, 1),
        cpu_seconds=round(time.process_time() - cpu, 1),
        floor_seconds=round(floor, 1),
        floor_ratio=round(seconds / floor, 1),
        peak_mb=usage([os.getpid()]).peak_mb,
        before_mb=before.peak_mb,
        groups={reason or "shown": count for reason, count in reasons.items()},
    )


def main() -> None:
    employees = int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else 60_000
    waves = int(sys.argv[2]) if len(sys.argv) > 2 else 4
    company = Company(employees * PER_RESPONSE)
    with place("waves"):
        from extramile.core.clock import now as clock
        from extramile.engagement.operations import ship_ready_made

        first = clock() - timedelta(days=100 * waves)
        ship_ready_made(first)
        run_sql(company.fill(PEOPLE))
        for number in range(1, waves + 1):
            measure(number, company, now=first + timedelta(days=100 * number - 90))


if __name__ == "__main__":
    main()
