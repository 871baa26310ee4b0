"""`extramile bench`: list the benchmarks and run them by name."""

import argparse
import ast
import subprocess
import sys
from pathlib import Path

import extramile
from extramile.cli.shape import FAILED, OK, add_command, fail, say

FOLDER = Path(extramile.__file__).resolve().parent.parent / "benchmarks"


def register(subparsers: object) -> None:
    parser = add_command(
        subparsers,
        "bench",
        summary="Measure this machine: one JSON line a figure.",
        run=run,
        database=False,
        examples=[
            ("what can be measured?", "extramile bench"),
            ("whole visits per second", "extramile bench answering"),
            ("everything, into a file", "extramile bench all > figures.jsonl"),
        ],
    )
    parser.add_argument("name", nargs="*", help="which; 'all' for every one; none: list them")


def available() -> dict[str, str]:
    """Name and first line of what each says of itself; the harness and its parts are no benchmarks."""
    found = {}
    for file in sorted(FOLDER.glob("*.py")):
        text = file.read_text(encoding="utf-8")
        if 'if __name__ == "__main__"' in text:
            found[file.stem] = (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]
    return found


def run(arguments: argparse.Namespace) -> int:
    known = available()
    if not known:
        fail(f"There are no benchmarks in {FOLDER}: they come with the source, not with the package.")
    if not arguments.name:
        for name, summary in known.items():
            say(f"{name:<16} {summary}")
        return OK
    wanted = list(known) if arguments.name == ["all"] else arguments.name
    for name in wanted:
        if name not in known:
            fail(f"There is no benchmark {name!r}. There are: {', '.join(known)}")
    codes = [_run(name) for name in wanted]
    return FAILED if any(codes) else OK


def _run(name: str) -> int:
    say(f"measuring {name}")
    return subprocess.call([sys.executable, "-m", f"benchmarks.{name}"], cwd=FOLDER.parent)
