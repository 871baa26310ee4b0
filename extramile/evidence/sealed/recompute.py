"""Compute the figures of this bundle again, and compare them to the last digit. Needs no database.

    pip install extramile            (the version that manifest.json names)
    python recompute.py
    python recompute.py --extramile /path/to/a/checkout

Exit status: 0 the same, 1 something differs, 2 the program could not be found. Another kind of processor adds
up in another order: what differs by less than one in a thousand million is counted, and is no difference.
"""

import argparse
import hashlib
import json
import sys
from importlib import import_module
from math import floor, inf, log10
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROUNDING = 1e-9
NOTHING = 1e-3  # a figure below this is compared as if it were so large: what should be 0 is seldom quite 0


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def load(name: str) -> Any:
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def tampered() -> list[str]:
    """Files that are not as they were when the bundle was sealed."""
    found = []
    for line in (HERE / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        expected, _, name = line.partition("  ")
        file = HERE / name
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != expected:
            found.append(name)
    return found


def wrong_hashes(manifest: Any, statement: Any, data: Any, fingerprint: Any) -> list[str]:
    """Statement and data that are not those whose hash the program froze."""
    pairs = {"statement.json": (statement, "statement_hash"), "data.json": (data, "data_hash")}
    return [name for name, (value, key) in pairs.items() if fingerprint(value) != manifest[key]]


def compute(manifest: Any, statement: Any, data: Any) -> Any:
    module, _, function = manifest["compute"].partition(":")
    computed = getattr(import_module(module), function)(statement, data, manifest["seed"])
    sayings = {
        said.subject: {
            "class": str(said.evidence_class),
            "estimate": None if said.estimate is None else as_dict(said.estimate),
            "facts": dict(said.facts),
            "bins": [list(pair) for pair in said.bins],
        }
        for said in computed.findings
    }
    return {"figures": dict(computed.figures), "findings": sayings}


def as_dict(estimate: Any) -> Any:
    return {name: getattr(estimate, name) for name in ("value", "low", "high", "unit", "level")}


def report(manifest: Any, found: list[list[Any]]) -> int:
    from extramile.evidence.running_versions import versions

    for name, here in versions().items():
        if here != manifest["versions"].get(name):
            say(f"note: {name} {here} here, {manifest['versions'].get(name)} there; last digits may differ")
    apart = [(off(before, now), where, before, now) for where, before, now in found]
    differs = [one for one in apart if one[0] > ROUNDING]
    for _, where, before, now in differs[:50]:
        say(f"DIFFERS {where}: {before!r} in the bundle, {now!r} computed here")
    if differs:
        say(f"{len(differs)} {'figure differs' if len(differs) == 1 else 'figures differ'}.")
        return 1
    if apart:
        digits = floor(-log10(max(one[0] for one in apart)))
        say(f"Every figure is the same to {digits} digits; of {len(apart)} a later digit is another.")
        say("That is the arithmetic of another kind of processor, not another answer.")
        return 0
    say("Every figure is the same, to the last digit.")
    return 0


def off(before: Any, now: Any) -> float:
    """How far apart, as a share of the larger; endless where one of them is no number."""
    if any(isinstance(one, bool) or not isinstance(one, int | float) for one in (before, now)):
        return inf
    return float(abs(before - now) / max(abs(before), abs(now), NOTHING))


def main() -> int:
    parser = argparse.ArgumentParser(description="Compute this finding again.")
    parser.add_argument("--extramile", help="a checkout of the program, instead of the installed one")
    chosen = parser.parse_args()
    if chosen.extramile:
        sys.path.insert(0, chosen.extramile)
    changed = tampered()
    if changed:
        say(f"Not as it was sealed: {', '.join(changed)}. Ask for the bundle again.")
        return 1
    say(f"seal {hashlib.sha256((HERE / 'SHA256SUMS').read_bytes()).hexdigest()}")
    try:
        canonical = import_module("extramile.evidence.canonical")
    except ImportError:
        say("The program is not installed here: pip install extramile, or name a checkout with --extramile.")
        return 2
    manifest, statement, data = load("manifest.json"), load("statement.json"), load("data.json")
    wrong = wrong_hashes(manifest, statement, data, canonical.fingerprint)
    if wrong:
        say(f"Not what was frozen: {', '.join(wrong)}. The hash in manifest.json is another.")
        return 1
    computed = canonical.plain(compute(manifest, statement, data))
    return report(manifest, canonical.differences(load("expected.json"), computed))


if __name__ == "__main__":
    sys.exit(main())
