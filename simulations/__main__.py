"""`python -m simulations`: run every simulation, or the named ones; one JSON line a gate.

Each simulation is a module of this folder with `PAGE` (the page of docs/methods that tells of it) and
`gates(*, seed, scale)`: scale 1 is the whole of it, a smaller one a quick look.
"""

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from types import ModuleType

import simulations
from simulations.gates import SEED, write


def available() -> dict[str, ModuleType]:
    names = sorted(module.name for module in pkgutil.iter_modules(simulations.__path__))
    modules = {name: importlib.import_module(f"simulations.{name}") for name in names if name != "__main__"}
    return {name: module for name, module in modules.items() if hasattr(module, "gates")}


def main(arguments: Sequence[str] | None = None) -> int:
    known = available()
    parser = argparse.ArgumentParser(prog="python -m simulations", description=__doc__)
    parser.add_argument("name", nargs="*", help=f"which: {', '.join(known)}; none: all")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the runs (default 1)")
    parser.add_argument("--write", action="store_true", help="write what was seen to docs/methods")
    chosen = parser.parse_args(arguments)
    if unknown := set(chosen.name) - set(known):
        parser.error(f"There is no simulation {', '.join(sorted(unknown))}. There are: {', '.join(known)}")
    return max([_run(known[name], name, chosen) for name in chosen.name or known], default=0)


def _run(module: ModuleType, name: str, chosen: argparse.Namespace) -> int:
    gates, day = [], datetime.now(UTC).date()
    for gate in module.gates(seed=chosen.seed, scale=chosen.scale):
        gates.append(gate)
        print(gate.line(method=name, day=day), flush=True)
    if chosen.write:
        write(module.PAGE, name, gates, day=day)
    return int(not all(gate.passed for gate in gates))


if __name__ == "__main__":
    sys.exit(main())
