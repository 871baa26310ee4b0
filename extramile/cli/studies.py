"""`extramile studies list|run|bundle`: what the data were asked, and what they say."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extramile.cli.shape import FAILED, OK, Subparsers, add_command, fail, print_json, say

if TYPE_CHECKING:
    from extramile.evidence.views import FindingView, RunView, StudyView


def register(subparsers: Subparsers) -> None:
    parser = add_command(
        subparsers,
        "studies",
        summary="What the data were asked before anybody looked, and what they say.",
        run=run,
        examples=[
            ("each with what it says now", "extramile studies list"),
            ("the same for a script, in Dutch", "extramile studies list --language nl --json"),
            ("read the data again now", "extramile studies run enps-nps"),
            ("compute the newest run again, and compare", "extramile studies run enps-nps --again"),
            ("a sealed bundle of the newest run", "extramile studies bundle enps-nps ."),
        ],
    )
    parser.add_argument("deed", choices=["list", "run", "bundle"])
    parser.add_argument("key", nargs="?", help="run, bundle: which study, as the list calls it")
    parser.add_argument("folder", nargs="?", type=Path, default=Path(), help="bundle: where it is written")
    parser.add_argument("--again", action="store_true", help="run: from the data that were kept")
    parser.add_argument("--language", choices=["en", "nl"], default="en", help="of the sentences")
    parser.add_argument("--json", action="store_true", help="for a script")


def run(arguments: argparse.Namespace) -> int:
    if arguments.deed == "list":
        return _list(arguments)
    found = _study(arguments.key)
    return _run(arguments, found) if arguments.deed == "run" else _bundle(arguments, found)


def _study(key: str | None) -> "StudyView":
    from extramile.evidence.queries import studies

    found = next((one for one in studies() if one.key == key and one.frozen_at), None)
    if found is None:
        fail(f"There is no frozen study called {key or 'nothing'}. `extramile studies list` names them.")
    return found


def _newest(found: "StudyView") -> "RunView":
    from extramile.evidence.models import RunState
    from extramile.evidence.queries import runs_of

    newest = next((one for one in runs_of(found.public_id) if one.state == RunState.DONE), None)
    if newest is None:
        fail(f"{found.key} was never computed. Run it first: extramile studies run {found.key}")
    return newest


def _list(arguments: argparse.Namespace) -> int:
    from extramile.evidence.queries import newest_findings, studies

    said: dict[object, list[FindingView]] = {}
    for finding in newest_findings():
        said.setdefault(finding.study_id, []).append(finding)
    rows = [_told(one, said.get(one.public_id, []), arguments.language) for one in studies() if one.frozen_at]
    if arguments.json:
        print_json(rows)
        return OK
    for row in rows:
        print(f"{row['key']} (version {row['version']}): {row['question']}")
        for finding in row["findings"]:
            print(f"  {finding['class']}: {finding['sentence']}")
    if not rows:
        say("No study is frozen yet: the standing ones are as soon as somebody plans a wave.")
    return OK


def _told(study: "StudyView", findings: "list[FindingView]", language: str) -> dict[str, Any]:
    from extramile.core.texts import pick
    from extramile.evidence.sentences import beside, sentence

    return {
        "key": study.key,
        "version": study.version,
        "question": pick(study.question, language),
        "frozen_at": study.frozen_at,
        "statement_hash": study.statement_hash,
        "findings": [
            {
                "key": one.study_key,
                "class": str(one.evidence_class),
                "sentence": sentence(one, language),
                "beside": list(beside(one, language)),
                "facts": dict(one.facts),
            }
            for one in findings
        ],
    }


def _run(arguments: argparse.Namespace, found: "StudyView") -> int:
    from extramile.core.clock import now
    from extramile.evidence.operations import run_again, run_study
    from extramile.evidence.queries import findings_of_run, run_of

    if not arguments.again:
        made = run_study(found.public_id, actor=None, now=now())
        told = _told(found, findings_of_run(made), arguments.language)
        if arguments.json:
            print_json(told)
        else:
            print("\n".join(one["sentence"] for one in told["findings"]))
        return OK
    again = run_of(run_again(_newest(found).public_id, actor=None, now=now()))
    differs = list(again.differs or ()) if again else []
    if arguments.json:
        print_json({"key": found.key, "differs": differs})
    for where, before, after in differs if not arguments.json else ():
        print(f"{where}: {before} then, {after} now")
    say("Some figures came out otherwise." if differs else "Every figure is the same, to the last digit.")
    return FAILED if differs else OK


def _bundle(arguments: argparse.Namespace, found: "StudyView") -> int:
    from extramile.evidence.queries import bundle_of

    sealed = bundle_of(_newest(found).public_id)
    if sealed is None:
        fail("That run is gone. Try again.")
    if not arguments.folder.is_dir():
        fail(f"There is no folder {arguments.folder}. Make it first.")
    file = arguments.folder / f"{sealed.name}.zip"
    file.write_bytes(sealed.content)
    if arguments.json:
        print_json({"file": str(file), "seal": sealed.seal})
    else:
        print(file)
        say(f"Its seal: {sealed.seal}")
    return OK
