"""The proof from the database: 5,000 employees, 200 teams, 1,000,000 answers of a year, eight released waves.

    python -m benchmarks.proof [answers]        default 1,000,000; try 100,000 for a quick look

Answers and people by SQL, who took part and what they said by the made-up past of `engagement`, each wave
closed by the step itself. Then, CPU of Python and of PostgreSQL's own process beside the wall: counts read
and pooled over the tree, and the whole fit of a night; case mix with shared jobs; a standing study from its
reading to its findings, 999 permutations; other programs on the same table, where they are here
(`requirements/compare.txt`). Each beside its floor: the rows that it needs, read and thrown away.
"""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any, Final

from benchmarks.company import Company, load
from benchmarks.floors import connection_parameters
from benchmarks.harness import figure, place
from benchmarks.linkage import beside

TEAMS, REGIONS, IN_A_TEAM, TAKE_PART = 200, 10, 25, 20
WAVES, EVERY, OPEN_FOR = 8, timedelta(days=36), timedelta(days=7)
AFTER: Final = timedelta(days=93)  # a study looks at the 91 days that follow the last wave
SEED: Final = 20_261_122
# One job in seven is done by two.
SHARED: Final = (
    "UPDATE responses_credit SET share = 0.5 WHERE response_id % 7 = 0",
    """
    INSERT INTO responses_credit (response_id, responded_at, employee_id, team_id, share)
    SELECT response_id, responded_at, 1 + (employee_id + response_id * 31 + 1) % {employees}, team_id, share
      FROM responses_credit WHERE response_id % 7 = 0
    """,
)
OF_JOBS: Final = """
      FROM responses_response r JOIN responses_credit c
        ON c.response_id = r.id AND c.responded_at = r.responded_at
     WHERE r.responded_at >= %(since)s AND c.responded_at >= %(since)s
"""
GROUPS: Final = """
    count(*) FILTER (WHERE score >= 9), count(*) FILTER (WHERE score BETWEEN 7 AND 8),
    count(*) FILTER (WHERE score <= 6)
"""
# What customers said, put together where all of it is alike: who did the job, and what kind of work it was.
ALIKE: Final = f"""
    SELECT ARRAY[c.employee_id], r.kind_of_work, {GROUPS} {OF_JOBS} AND c.share = 1
     GROUP BY c.employee_id, r.kind_of_work
     UNION ALL
    SELECT employees, kind, {GROUPS}
      FROM (SELECT r.score, r.kind_of_work AS kind,
                   array_agg(c.employee_id ORDER BY c.employee_id) AS employees
            {OF_JOBS} AND c.share < 1 GROUP BY r.id, r.responded_at, r.score, r.kind_of_work) AS each
     GROUP BY employees, kind
"""
READ_ONCE: Final = f"SELECT c.employee_id, r.kind_of_work, sum(r.score) {OF_JOBS} GROUP BY 1, 2"


@dataclass(frozen=True, slots=True)
class Firm(Company):
    """Ten regions of four centres of five teams of 25; the answers of thirteen months."""

    @property
    def employees(self) -> int:
        return TEAMS * IN_A_TEAM

    @property
    def teams(self) -> int:
        return TEAMS

    @property
    def centres(self) -> int:
        return TEAMS // 5

    @property
    def regions(self) -> int:
        return REGIONS

    def months(self, today: date) -> Iterator[dict[str, str]]:
        last = today.year * 12 + today.month - 1
        starts = [datetime(n // 12, n % 12 + 1, 1, tzinfo=UTC) for n in range(last - 12, last + 2)]
        size = self.responses // 13
        for number, (start, end) in enumerate(pairwise(starts)):
            yield {
                "month": f"{start:%Y%m}",
                "start": start.isoformat(),
                "end": end.isoformat(),
                "first": str(number * size + 1),
                "last": str((number + 1) * size),
                "size": str(size),
            }


def run_sql(statement: str, **values: date) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


def tell_waves(*, now: datetime) -> None:
    """Eight waves up to three months ago, of teams whose moods differ; the same people each time."""
    from extramile.core.blind_signatures import new_private_key
    from extramile.demo.known.worlds import scores
    from extramile.engagement import operations, queries
    from extramile.engagement.operations.past import hand_in_past
    from extramile.engagement.queries.ballots import places_of
    from extramile.questionnaires.queries import newest_published

    random, key = Random(SEED), new_private_key()
    teams = dict(run_sql("SELECT employee_id, unit_id FROM people_membership ORDER BY employee_id"))
    for wave in range(WAVES):
        closes = now - AFTER - (WAVES - 1 - wave) * EVERY
        public_id = operations.plan(
            actor=None,
            now=closes - OPEN_FOR,
            name=f"Wave {wave}",
            kind="enps",
            questionnaire_version_id=newest_published("enps").pk,
            opens_at=closes - OPEN_FOR,
            closes_at=closes,
            languages=["en"],
            unit_ids=[1],
        )
        while operations.open_due(closes - OPEN_FOR, new_key=lambda: key):
            pass
        view = queries.wave_of(public_id)
        assert view
        places = places_of(view.id)
        voters: dict[int, list[int]] = {}
        for employee, team in teams.items():
            if len(voters.setdefault(team, [])) < TAKE_PART:
                voters[team].append(employee)
        hand_in_past(
            public_id,
            took_part=[employee for group in voters.values() for employee in group],
            ballots={
                places[group[0]].cell_id: [
                    {"enps": score} for score in scores(random.gauss(0, 0.8), TAKE_PART)
                ]
                for group in voters.values()
            },
            now=closes - OPEN_FOR,
        )
        operations.close_due(closes)


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds."""

    own: float
    postgres: float
    wall: float
    result: Any

    @property
    def cpu(self) -> float:
        return self.own + self.postgres


def measured(work: Callable[[], Any], *, times: int = 3) -> Spent:
    """The cheapest of some. PostgreSQL's own process does all of its part: no helpers."""
    pid = run_sql("SELECT pg_backend_pid()")[0][0]
    run_sql("SET max_parallel_workers_per_gather = 0")
    found = []
    for _ in range(times):
        own, theirs, wall = time.process_time(), _used_by(pid), time.perf_counter()
        result = work()
        found.append(
            Spent(time.process_time() - own, _used_by(pid) - theirs, time.perf_counter() - wall, result)
        )
    return min(found, key=lambda one: one.cpu)


def _used_by(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def say(name: str, spent: Spent, floor: Spent | None = None, **more: Any) -> None:
    beside_it = (
        {"floor_cpu_seconds": floor.cpu, "floor_ratio": spent.cpu / max(floor.cpu, 0.01)} if floor else {}
    )
    figure(
        name,
        [],
        cpu_seconds=spent.cpu,
        python_seconds=spent.own,
        postgres_seconds=spent.postgres,
        wall_seconds=spent.wall,
        **beside_it,
        **more,
    )


def pooled(now: datetime, *, answers: int) -> None:
    from extramile.estimates.operations import make_fit
    from extramile.estimates.operations.reading import read_counts
    from extramile.estimates.organisation import spread_of

    floor = measured(lambda: run_sql("SELECT * FROM monitor_employeemonth"))
    known: dict[str, Any] = {"employees": TEAMS * IN_A_TEAM, "answers": answers}
    tree = measured(lambda: spread_of(read_counts(now.date()).organisation))
    say("counts read and pooled over the tree", tree, floor, target_seconds=1, **known)
    say("the whole fit of a night, written", measured(lambda: make_fit(now), times=1), floor, **known)


def case_mix(since: datetime, *, answers: int) -> None:
    floor = measured(lambda: run_sql(READ_ONCE, since=since), times=1)
    spent = measured(lambda: _mixed(run_sql(ALIKE, since=since)), times=1)
    say(
        "case mix and shared jobs",
        spent,
        floor,
        target_seconds=10,
        answers=answers,
        employees=TEAMS * IN_A_TEAM,
        alike=spent.result,
    )


def _mixed(rows: list[Any]) -> int:
    """How many rows were put into the equations; thirty employees are told with their errors."""
    from extramile.stats import grouping, indicators, membership, mixed_model

    places: list[int] = []
    members: list[int] = []
    for number, row in enumerate(rows):
        places += [number] * len(row[0])
        members += row[0]
    employee = membership(
        "employee", places, [one - 1 for one in members], count=len(rows), size=TEAMS * IN_A_TEAM
    )
    team = grouping("team", [(row[0][0] - 1) % TEAMS for row in rows], size=TEAMS)
    kinds = {kind: number for number, kind in enumerate(sorted({row[1] for row in rows}))}
    counts = [list(row[2:]) for row in rows]
    fit = mixed_model(counts, [employee, team], fixed=indicators([kinds[row[1]] for row in rows]))
    fit.levels({"employee": list(range(30))})
    return len(rows)


def linked(now: datetime) -> bool:
    """Whether other programs that are here find the same slope."""
    from extramile.evidence.compute.linkage import panel_of
    from extramile.evidence.models import Run, Study
    from extramile.evidence.operations import run_study
    from extramile.stats.linkage.views import fit_at

    study = Study.objects.get(key="enps-nps")
    spent = measured(lambda: run_study(study.public_id, actor=None, now=now))
    floor = measured(
        lambda: run_sql(
            "SELECT * FROM monitor_unitday WHERE day >= %(since)s",
            since=now.date() - timedelta(days=365),
        )
    )
    run = Run.objects.get(public_id=spent.result)
    finding = run.findings.get()
    say(
        "a standing study, from reading to findings",
        spent,
        floor,
        target_seconds=10,
        teams=finding.facts["teams"],
        waves=finding.facts["waves"],
        customers=finding.facts["customers"],
        permutations=study.statement["draws"],
        evidence_class=finding.evidence_class,
    )
    assert run.data is not None
    panel = panel_of(run.data, "enps")
    alone = measured(lambda: fit_at(panel, (0,)))
    slope = float(alone.result.slopes[0])
    say("slope alone, with every team left out", alone, slope=slope)
    return beside(panel, slope, alone.own)


def main() -> int:
    answers = int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else 1_000_000
    firm = Firm(answers)
    with place("proof"):
        from extramile.core.clock import now as clock
        from extramile.core.preferences import choose
        from extramile.engagement.operations import ship_ready_made
        from extramile.evidence.operations import ship_standing
        from extramile.monitor.operations import rebuild

        now = clock()
        choose(made_up=True)
        load(firm, now=now, parameters=connection_parameters())
        for statement in SHARED:
            run_sql(statement.format(employees=firm.employees))
        ship_ready_made(now - timedelta(days=500))
        ship_standing(now - timedelta(days=500))
        tell_waves(now=now)
        rebuild(now)
        run_sql("ANALYZE")
        pooled(now, answers=answers)
        case_mix(now - timedelta(days=365), answers=answers)
        return 0 if linked(now) else 1


if __name__ == "__main__":
    sys.exit(main())
