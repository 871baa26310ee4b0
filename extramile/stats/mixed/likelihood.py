"""Variances of crossed effects by likelihood: exactly in small designs, by probes in large ones."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import linalg

from extramile.stats.counts import Floats
from extramile.stats.errors import NotConvergedError
from extramile.stats.maximum import lowest
from extramile.stats.mixed.design import Equations
from extramile.stats.mixed.solving import System, solve, system, whole

SMALL: Final = 600  # columns up to which everything is written out
PROBES: Final = 6
ROUNDS: Final = 30
NEAT: Final = 1e-5  # how exactly the equations are solved meanwhile
NEAR: Final = 2e-3  # a ratio that moves by less than this share has settled


@dataclass(frozen=True, slots=True)
class Exact:
    """The deviance (-2 log-likelihood, constants left out), its slope, and the variance of answers."""

    deviance: float
    slope: Floats
    within: float


def exact(made: Equations, ratios: Floats, *, restricted: bool) -> Exact:
    """Everything by one Cholesky factor."""
    known = system(made, ratios)
    factor = linalg.cholesky(whole(known), lower=True)
    right = known.scale * made.right
    found = linalg.cho_solve((factor, True), right)
    freedom = made.answers - restricted * made.fixed
    within = max((made.squares - float(found @ right)) / freedom, 1e-300)
    # Without the fixed effects in the determinant: plain likelihood.
    trusted = whole(known) if restricted else whole(known)[made.fixed :, made.fixed :]
    root = linalg.cholesky(trusted, lower=True)
    table = made.table.toarray()
    beside = (table * known.scale)[:, 0 if restricted else made.fixed :]
    leverage = linalg.solve_triangular(root, beside.T, lower=True)
    spread = np.diag(table) - np.sum(leverage**2, axis=0)
    rest = made.right - table @ (known.scale * found)
    slope = [float(np.sum(spread[piece] - rest[piece] ** 2 / within)) for piece in made.pieces]
    deviance = 2 * float(np.sum(np.log(np.diag(root)))) + freedom * float(np.log(within))
    return Exact(deviance, np.array(slope), within)


def estimated(made: Equations, *, restricted: bool, generator: np.random.Generator) -> Floats:
    """The ratio (to the variance of answers) of each effect at the maximum."""
    begin = _begin(made)
    if made.size > SMALL:
        return _by_probes(made, begin, generator)
    scale = np.maximum(begin, 1e-3 / made.answers)

    def valley(chosen: Floats) -> tuple[float, Floats]:
        found = exact(made, chosen * scale, restricted=restricted)
        return found.deviance, found.slope * scale

    return lowest(valley, np.ones(len(scale))) * scale


def _begin(made: Equations) -> Floats:
    """By moments, each effect as if it were alone: squares of totals beyond what chance alone would give."""
    within = made.squares / made.answers
    found = []
    for piece in made.pieces:
        weight = made.table.diagonal()[piece]
        beyond = float(np.sum(made.right[piece] ** 2 - weight * within))
        found.append(beyond / max(float(np.sum(weight**2)), 1e-300))
    return np.maximum(np.array(found) / max(within, 1e-300), 1e-4)


def _by_probes(made: Equations, ratios: Floats, generator: np.random.Generator) -> Floats:
    """Average-information steps of REML; traces by the same random signs throughout.

    With thousands of levels a trace by six probes is known to about a hundredth, and so is the variance.
    """
    probes = generator.choice([-1.0, 1.0], size=(made.size, PROBES))
    probes[: made.fixed] = 0
    felt = np.asarray(made.table @ probes)
    begin: Floats | None = None
    for _ in range(ROUNDS):
        known = system(made, ratios)
        right = known.scale[:, None] * np.column_stack([made.right, felt])
        begin = solve(known, right, tolerance=NEAT, begin=begin)
        moved = _step(known, begin, probes, felt)
        new = np.where(ratios + moved > 0, ratios + moved, ratios / 10)
        new[new < 1e-9] = 0.0
        if np.all(np.abs(new - ratios) <= NEAR * np.maximum(ratios, 1e-5)):
            return new
        ratios = new
    raise NotConvergedError("The variances")


def _step(known: System, found: Floats, probes: Floats, felt: Floats) -> Floats:
    """From the slope and the average information to the way to the next ratios."""
    made = known.made
    freedom = made.answers - made.fixed
    within = (made.squares - float(found[:, 0] @ (known.scale * made.right))) / freedom
    rest = made.right - made.table @ (known.scale * found[:, 0])
    left = felt - np.asarray(made.table @ (known.scale[:, None] * found[:, 1:]))
    traces = np.array([np.sum(probes[piece] * left[piece]) / PROBES for piece in made.pieces])
    rises = np.array([np.sum(rest[piece] ** 2) / within for piece in made.pieces]) - traces
    parts = np.zeros((made.size, len(made.pieces)))
    for column, piece in enumerate(made.pieces):
        parts[piece, column] = rest[piece]
    pulled = np.asarray(made.table @ parts)
    answered = solve(known, known.scale[:, None] * pulled, tolerance=1e-2)
    information = (parts.T @ pulled - (known.scale[:, None] * pulled).T @ answered) / within
    information += 1e-9 * np.trace(information) * np.eye(len(information))
    step: Floats = np.linalg.solve((information + information.T) / 2, rises)
    return step
