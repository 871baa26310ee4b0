"""Which groups of a closed wave are told: by who took part alone, never by what was answered."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

from extramile.stats.disclosure.chances import withheld_for_chances
from extramile.stats.disclosure.cuts import withheld_for_cuts
from extramile.stats.disclosure.greedy import Greedy
from extramile.stats.disclosure.groups import Atoms, Group, in_order, incidence
from extramile.stats.disclosure.integers import Certainty, withheld_for_certainty
from extramile.stats.disclosure.measures import SCORE, Measure
from extramile.stats.disclosure.row_space import withheld_for_remainders, withheld_for_row_space
from extramile.stats.disclosure.rules import ALL, COLLUDERS, Decision, Floors, Reason, Rules

Progress: TypeAlias = Callable[[str, int, int], None]
EVERY = 200


def decide(
    groups: Sequence[Group],
    atoms: Atoms,
    *,
    already: Sequence[Group] = (),
    floors: Floors | None = None,
    rules: Rules = ALL,
    asked: Sequence[Measure] = (SCORE,),
    certainty: Certainty | None = None,
    progress: Progress | None = None,
) -> Decision:
    """Which groups are told, so that nobody's answer can be worked out.

    Parameters
    ----------
    groups : sequence of Group
        Every group of the closing wave that somebody would like to see.
    atoms : Atoms
        Of all waves, this one and those told already.
    already : sequence of Group
        The groups told in earlier waves, over the same atoms. They stand; only `groups` are decided.
    floors : Floors, optional
        5 for nodes and 10 for cuts unless raised.
    rules : Rules
        `ALL`, but in the attack suite.
    asked : sequence of Measure
        What is told of the wave's questions: each kind of figure is tried on made-up answers.
    certainty : Certainty, optional
        How much the audit by integer programming tries.
    progress : callable, optional
        Told the step, how much of it is done, and out of how much.

    Returns
    -------
    Decision
        The same for any order of the groups and of the atoms.

    Raises
    ------
    DisclosureError
        For groups of unknown people or of one key.

    References
    ----------
    The rules and where they come from: docs/methods/disclosure.md.
    """
    tell = progress or _silent
    candidates, earlier = in_order(groups), in_order(already)
    in_order([*candidates, *earlier])  # no key twice over all waves
    told, withheld = _by_local_rules(
        candidates, earlier, atoms, floors=floors or Floors(), rules=rules, tell=tell
    )
    if rules.remainders:
        out = withheld_for_remainders(told, atoms, least=rules.least)
        told, withheld = _take(told, withheld, out, Reason.REMAINDER)
    if rules.row_space:
        out = withheld_for_row_space(told, earlier, atoms, least=rules.least, progress=tell)
        told, withheld = _take(told, withheld, out, Reason.ROW_SPACE)
    if rules.integers:
        colleagues = COLLUDERS if rules.insiders else 0
        out = withheld_for_chances(told, atoms, asked=asked, colleagues=colleagues, progress=tell)
        told, withheld = _take(told, withheld, out, Reason.INTEGERS)
        if rules.cuts:
            out = withheld_for_cuts(told, atoms, asked=asked, colleagues=colleagues, progress=tell)
            told, withheld = _take(told, withheld, out, Reason.INTEGERS)
        tries = replace(certainty or Certainty(), colleagues=colleagues)
        out = withheld_for_certainty(told, earlier, atoms, tries, asked=asked, progress=tell)
        told, withheld = _take(told, withheld, out, Reason.INTEGERS)
    return Decision(tuple(group.key for group in told), withheld)


def _silent(step: str, done: int, total: int) -> None:
    """Nobody listens."""


def _take(
    told: list[Group], withheld: dict[str, Reason], out: set[str], reason: Reason
) -> tuple[list[Group], dict[str, Reason]]:
    kept = [group for group in told if group.key not in out]
    return kept, {**withheld, **{group.key: reason for group in told if group.key in out}}


def _by_local_rules(
    candidates: list[Group],
    earlier: list[Group],
    atoms: Atoms,
    *,
    floors: Floors,
    rules: Rules,
    tell: Progress,
) -> tuple[list[Group], dict[str, Reason]]:
    # Nobody cannot be told, whatever the rules.
    there = [group for group in candidates if len(group.members)]
    withheld = {group.key: Reason.FLOOR for group in candidates if not len(group.members)}
    greedy = Greedy([*earlier, *there], incidence([*earlier, *there], atoms), floors, rules)
    for number in range(len(earlier)):
        greedy.keep_already(number)
    told = []
    for done, group in enumerate(there):
        if done % EVERY == 0:
            tell("groups", done, len(there))
        reason = greedy.consider(len(earlier) + done)
        if reason is None:
            told.append(group)
        else:
            withheld[group.key] = reason
    tell("groups", len(there), len(there))
    return told, withheld
