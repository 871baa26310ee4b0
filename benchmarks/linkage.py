"""Link 200 teams x 8 waves of 500,000 answers, permutations and all; beside other programs if they are here.

Other programs: `pip install --require-hashes -r requirements/compare.txt`. Each gets the table that ours
makes from the answers, and must find the same slope to 1e-6. CPU seconds, the best of three, in the same run.
"""

import json
import sys
import time
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extramile.stats import Linkage, Panel, count_cells, link, panel_of_counts
from extramile.stats.linkage import resampling
from extramile.stats.linkage.views import fit_at

TEAMS, WAVES, REGIONS, ANSWERS, EMPLOYEES = 200, 8, 10, 500_000, 15_000
SEED = 20_261_122
SAME = 1e-6


def answers(count: int, *, centre: float, seed: int) -> tuple[NDArray[np.int64], ...]:
    """Teams, waves and scores of made-up answers: cells differ."""
    random = np.random.default_rng(seed)
    cell = random.integers(0, TEAMS * WAVES, count)
    level = random.normal(centre, 0.25, TEAMS * WAVES)[cell]
    scores = np.clip(np.rint(random.normal(level, 1.8)), 0, 10).astype(np.int64)
    return cell // WAVES, cell % WAVES, scores


def panel(customers: tuple[NDArray[np.int64], ...], employees: tuple[NDArray[np.int64], ...]) -> Panel:
    said, felt = (
        count_cells(*three, teams_count=TEAMS, waves_count=WAVES) for three in (customers, employees)
    )
    return panel_of_counts(felt, said, regions=np.arange(TEAMS) * REGIONS // TEAMS)


def cpu(work: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds, the best of three, and what came of it."""
    best, result = float("inf"), None
    for _ in range(3):
        start = time.process_time()
        result = work()
        best = min(best, time.process_time() - start)
    return best, result


def table(of: Panel) -> Any:
    pandas = import_module("pandas")
    team, wave = np.nonzero(of.both)
    region_wave = of.regions[team] * WAVES + wave
    return pandas.DataFrame(
        {
            "x": of.exposure[team, wave], "y": of.outcome[team, wave],
            "team": team, "wave": wave, "region_wave": region_wave,
        }
    )  # fmt: skip


def with_pyfixest(program: ModuleType, data: Any) -> Callable[[], float]:
    return lambda: float(program.feols("y ~ x | team + region_wave", data, vcov={"CRV1": "team"}).coef()["x"])


def with_linearmodels(program: ModuleType, data: Any) -> Callable[[], float]:
    indexed = data.set_index(["team", "wave"])
    effects = indexed[["region_wave"]].astype("category")

    def work() -> float:
        model = program.PanelOLS(indexed.y, indexed[["x"]], entity_effects=True, other_effects=effects)
        return float(model.fit(cov_type="clustered", cluster_entity=True).params["x"])

    return work


def with_statsmodels(program: ModuleType, data: Any) -> Callable[[], float]:
    def work() -> float:
        model = program.ols("y ~ x + C(team) + C(region_wave)", data)
        return float(model.fit(cov_type="cluster", cov_kwds={"groups": data.team}).params["x"])

    return work


OTHERS = (
    ("pyfixest", "pyfixest", with_pyfixest),
    ("linearmodels", "linearmodels", with_linearmodels),
    ("statsmodels", "statsmodels.formula.api", with_statsmodels),
)


def say(name: str, seconds: float, **more: object) -> None:
    print(
        json.dumps({"benchmark": "linkage", "name": name, "cpu_seconds": round(seconds, 4), **more}),
        flush=True,
    )


def beside(of: Panel, slope: float, seconds: float) -> bool:
    """Other programs on the same table; whether all that are here agree."""
    agreed = True
    for name, module, prepared in OTHERS:
        try:
            program, known = import_module(module), version(name)
        except (ImportError, PackageNotFoundError):
            print(f"  {name} is not here: pip install -r requirements/compare.txt", file=sys.stderr)
            continue
        other, found = cpu(prepared(program, table(of)))
        same = abs(found - slope) < SAME
        agreed &= same
        say(
            f"{name} {known}: slope alone",
            other,
            slope=found,
            same=same,
            times_ours=round(other / seconds, 1),
        )
    return agreed


def main() -> int:
    customers = answers(ANSWERS, centre=8.6, seed=SEED)
    employees = answers(EMPLOYEES, centre=7.8, seed=SEED + 1)
    added, made = cpu(lambda: panel(customers, employees))
    say("answers added up to cells", added, answers=ANSWERS)
    alone, fitted = cpu(lambda: fit_at(made, (0,)))
    say("slope, with every team left out", alone, slope=float(fitted.slopes[0]))
    random = np.random.default_rng(SEED)
    permuted, _ = cpu(lambda: resampling.permutation_p(fitted, draws=999, random=random))
    say("999 permutations", permuted)
    whole, told = cpu(lambda: link(made, seed=SEED))
    _said(told, whole + added)
    return 0 if beside(made, float(fitted.slopes[0]), alone) else 1


def _said(told: Linkage, seconds: float) -> None:
    say(
        "everything, from the answers", seconds, target="10 s from the database",
        slope=told.within.estimate, linkage_class=told.linkage_class.value,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
