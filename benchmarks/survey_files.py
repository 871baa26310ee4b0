"""Real survey files of others, in, out and in again: what comes along, and what comes back otherwise.

python -m benchmarks.survey_files FILE...    # .lss, .qsf, SurveyJS or Formbricks JSON; we ship none
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import django


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "extramile.settings")
    django.setup()
    from extramile.questionnaires.checking import DefinitionError

    for name in sys.argv[1:]:
        path = Path(name)
        try:
            _tell(path.name, path.read_bytes())
        except DefinitionError as error:
            print(f"{path.name}: refused: {'; '.join(str(one) for one in error.problems)}")
    return 0


def _tell(name: str, data: bytes) -> None:
    from extramile.questionnaires.exchange import PROGRAMS, read_file

    carried = read_file(data)
    left_out, changed = len(carried.left_out), len(carried.changed)
    print(f"{name} ({carried.program}): {carried.asked} questions, {carried.kept} came along", end="; ")
    print(f"told: {left_out} left out, {changed} changed")
    for program in PROGRAMS:
        there = there_and_back(carried.definition, program)
        otherwise = [key for key, same in there.items() if not same]
        print(f"  by {program} and back: {len(there)} questions, otherwise: {', '.join(otherwise) or 'none'}")


def there_and_back(raw: Mapping[str, Any], program: str) -> dict[str, bool]:
    """Question -> whether it came back as it went, but for its key, which the other program may not allow."""
    from extramile.questionnaires.definition import Definition
    from extramile.questionnaires.exchange import read_file, write_file

    before = Definition.read(raw)
    after = Definition.read(read_file(write_file(before, name="x", program=program).data).definition)
    if len(before.questions) != len(after.questions):
        return {one.key: False for one in before.questions}
    pairs = zip(before.questions, after.questions, strict=True)
    return {
        one.key: (one.kind, one.texts, [option.label for option in one.options], len(one.when))
        == (other.kind, other.texts, [option.label for option in other.options], len(other.when))
        for one, other in pairs
    }


if __name__ == "__main__":
    sys.exit(main())
