"""Attack what is told of made-up organisations, and print a table: `make attack`.

    python tools/attack.py [PEOPLE ...] [--seeds N]

60 and 300 people with 20 seeds, 2,000 with 3, unless told otherwise. Exits with 1 when anything comes out.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from extramile.stats.disclosure import Group, coded_nps, decide
from extramile.stats.disclosure.attacks.answers import certain
from extramile.stats.disclosure.attacks.differences import pairs, too_small, triples
from extramile.stats.disclosure.attacks.insiders import coalitions, pooled
from extramile.stats.disclosure.attacks.linear import solved
from extramile.stats.disclosure.attacks.organisations import SHAPES, organisation

SEEDS = {60: 20, 300: 20, 2000: 3}
TITLES = ("people", "seed", "told", "small", "pairs", "triples", "solved", "insiders", "certain", "undecided")


def attack(people: int, seed: int) -> list[int]:
    """Numbers of what came out of one organisation, in the order of the titles."""
    made = organisation(SHAPES[people], seed)
    told: list[Group] = []
    waves: list[list[Group]] = []
    for groups in made.groups:
        keys = set(decide(groups, made.atoms, already=told).released)
        waves.append([group for group in groups if group.key in keys])
        told += waves[-1]
    answers = np.random.default_rng(seed).multinomial(made.atoms.sizes, (0.7, 0.2, 0.1))
    figures = {g.key: coded_nps(*answers[g.members].sum(axis=0).tolist(), kind=g.kind) for g in told}
    colleagues = coalitions(told, made.atoms, size=3, most=10) if people < 2_000 else []
    tries = [certain(groups, figures, made.atoms, answers, sample=30, seed=seed) for groups in (*waves, told)]
    return [
        len(told),
        len(too_small(told)),
        len(pairs(told, made.atoms)),
        len(triples(told, made.atoms)),
        len(solved(told, made.atoms, most_classes=4 if people < 300 else 3)),
        sum(len(pooled(told, made.atoms, some)) for some in colleagues),
        sum(len(attempt.certain) for attempt in tries),
        sum(attempt.undecided for attempt in tries),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("people", nargs="*", type=int, default=list(SEEDS))
    parser.add_argument("--seeds", type=int)
    chosen = parser.parse_args()
    exposed = 0
    print(*TITLES, "cpu", sep="\t", flush=True)
    for people in chosen.people:
        for seed in range(chosen.seeds or SEEDS.get(people, 1)):
            start = time.process_time()
            found = attack(people, seed)
            exposed += sum(found[1:7])
            print(people, seed, *found, round(time.process_time() - start, 1), sep="\t", flush=True)
    return 1 if exposed else 0


if __name__ == "__main__":
    sys.exit(main())
