"""How each kind of long file is read: all that the process of its own that reads it needs, without models.

Not even Django is set up there: that would take as long as reading fifty thousand rows.
"""

import sys
from collections.abc import Callable
from functools import partial
from typing import Final

from extramile.contacts.keys import key_maker
from extramile.intake.chunks import Reading


def _command(kind: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "extramile.conductor.import_reader", kind)


def _jobs() -> Reading:
    from extramile.intake.fields import JOB_FIELDS
    from extramile.intake.reading import job_columns, jobs_from
    from extramile.intake.rows import fingerprint_key

    prepare = partial(job_columns, key=fingerprint_key(), key_of=key_maker())
    return Reading(JOB_FIELDS, prepare=prepare, build=jobs_from, command=_command("jobs"))


def _responses() -> Reading:
    from extramile.responses.blocks import Block
    from extramile.responses.fields import RESPONSE_FIELDS
    from extramile.responses.reading import response_columns

    return Reading(RESPONSE_FIELDS, prepare=response_columns, build=Block, command=_command("responses"))


_LONG: Final[dict[str, Callable[[], Reading]]] = {"jobs": _jobs, "responses": _responses}


def reading_of(kind: str) -> Reading:
    return _LONG[kind]()
