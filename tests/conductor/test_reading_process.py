"""A long file is read by a process of its own: the same comes of it, whatever becomes of that process."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from extramile.conductor import imports
from extramile.core.tables import TableProblem, guess_mapping, open_table
from extramile.intake import chunks
from extramile.intake.chunks import Chunk, File, Reading
from extramile.intake.models import BatchKind, ImportProblem, Job
from extramile.intake.operations import running
from extramile.questionnaires.operations import ship_default
from extramile.responses.models import Answer, Response
from tests.cast import Cast
from tests.conductor.test_imports import GOOD, HEADING, brought_in, confirmed, sums, uploaded

pytestmark = pytest.mark.django_db

Started = list[subprocess.Popen[bytes]]


@pytest.fixture(autouse=True)
def started(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Started:
    """Two rows are many here; and which processes were started."""
    settings.DATA = tmp_path
    settings.UPLOADS = tmp_path / "uploads"
    monkeypatch.setenv("EXTRAMILE_SECRET_KEY", settings.SECRET_KEY)
    monkeypatch.setattr(chunks, "FEW", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    found: Started = []

    class Watched(subprocess.Popen[bytes]):
        def __init__(self, *arguments: Any, **named: Any) -> None:
            super().__init__(*arguments, **named)
            found.append(self)

    monkeypatch.setattr(subprocess, "Popen", Watched)
    return found


def all_gone(started: Started) -> bool:
    return bool(started) and all(child.returncode is not None for child in started)


UNTIDY = HEADING + "".join(
    (
        GOOD.format(n=1),
        "J2;4-2-2026;e-sanne:0,5|e-wim:0,5;;K2;;nee\n",
        'J3;5-2-2026 09:00;e-sanne;1.234,50;"K;3";"Klant3@Example.org";\n',
        "J4;gisteren;e-sanne;veel;K4;x;ja\n",
        "J5;5-2-2026;e-sanne:0,9;1;K5;;ja\n",
        "J6;5-2-2026;e-nobody;1;K6;;ja\n",
        "J7;5-2-2026;e-sanne\n",
        'J8;5-2-2026;"e-sanne;1;K8;;ja\n',
        GOOD.format(n=9),
    )
)


def written() -> list[tuple[Any, ...]]:
    jobs = Job.objects.order_by("external_id").values_list(
        *("external_id", "finished_at", "amount", "attributes", "contact__reference", "contact__email_key")
    )
    return list(jobs)


def told(batch: int) -> list[tuple[Any, ...]]:
    problems = ImportProblem.objects.filter(batch=batch).order_by("row", "column")
    return list(problems.values_list("row", "column", "value", "problem", "parameters", "raw"))


def test_the_same_comes_of_it(cast: Cast, started: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    there = brought_in(UNTIDY, cast)
    assert sums(there) == (9, 4, 0, 0, 5)
    assert all_gone(started)
    by_process = written()
    started.clear()
    monkeypatch.setattr(chunks, "FEW", 100)
    here = brought_in(UNTIDY, cast)
    assert sums(here) == (9, 0, 0, 4, 5)  # not one fingerprint differs
    assert told(there.pk) == told(here.pk)
    assert not started
    Job.objects.all().delete()
    assert sums(brought_in(UNTIDY, cast)) == (9, 4, 0, 0, 5)
    assert written() == by_process


RESPONSES = """response id;nps;rating;comment;date;employee;unit;service;camera
R1;9;;"Vlot, en
vriendelijk";3-2-2026 10:00;e-sanne;;;ja
;10;4;n/a;4-2-2026;;UN-A;;
R3;;5;Goed;;;;;
R4;11;;;4-2-2026;e-sanne;;;
R5;;;;4-2-2026;e-sanne;;;
R6;7;;;4-2-1999;e-sanne;;;
"""


def test_the_same_comes_of_responses(cast: Cast, started: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    ship_default(cast.now)

    def bring_in() -> tuple[int, int, int, int, int]:
        batch = uploaded(RESPONSES, cast, kind=BatchKind.RESPONSES, source="bureau")
        return sums(imports.run(confirmed(batch, cast), now=cast.now))

    assert bring_in() == (6, 3, 0, 0, 3)
    assert all_gone(started)
    kept = Response.objects.values_list("responded_at", "score", "attributes").order_by("responded_at")
    assert [(score, attributes) for _, score, attributes in kept] == [
        (9, {}),
        (10, {"rating": {"type": "number", "value": 4}}),
        (None, {}),
    ]
    assert set(Answer.objects.exclude(words="").values_list("words", flat=True)) == {
        "Vlot, en\nvriendelijk",
        "Goed",
    }
    monkeypatch.setattr(chunks, "FEW", 100)
    assert bring_in() == (6, 0, 0, 3, 3)


def by_tens(monkeypatch: pytest.MonkeyPatch) -> None:
    made = imports._HANDLERS[BatchKind.JOBS]

    def handler() -> Any:
        found = made()
        return replace(found, reading=replace(found.reading, chunk=10))

    monkeypatch.setitem(imports._HANDLERS, BatchKind.JOBS, handler)


def test_when_it_is_killed_the_rest_is_read_here(
    cast: Cast, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_tens(monkeypatch)
    taken = running._take_chunk

    def kill_it(*arguments: Any, **named: Any) -> None:
        taken(*arguments, **named)
        if started[0].poll() is None:
            started[0].send_signal(signal.SIGKILL)
            started[0].wait()

    monkeypatch.setattr(running, "_take_chunk", kill_it)
    # More than a pipe holds, so that it cannot have said all before it is killed.
    content = HEADING + "".join(GOOD.format(n=n).replace("ja", "j" + "a" * 90) for n in range(3000))
    batch = confirmed(uploaded(content, cast), cast, attributes=[{"column": "Camera", "type": "text"}])
    assert sums(imports.run(batch, now=cast.now)) == (3000, 3000, 0, 0, 0)
    assert Job.objects.count() == 3000
    assert (len(started), all_gone(started)) == (1, True)


def test_when_it_cannot_start_all_is_read_here(
    cast: Cast, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extramile.conductor.readings._command", lambda _kind: ("/bin/false",))
    assert sums(brought_in(HEADING + GOOD.format(n=1) + GOOD.format(n=2), cast)) == (2, 2, 0, 0, 0)
    assert all_gone(started)


def test_an_import_that_has_a_rest_leaves_no_process(
    cast: Cast, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_tens(monkeypatch)
    content = HEADING + "".join(GOOD.format(n=n) for n in range(35))
    batch = confirmed(uploaded(content, cast), cast)
    done = [sums(imports.run(batch, now=cast.now, seconds=0))[0] for _ in range(4)]
    assert done == [10, 20, 30, 35]
    assert all_gone(started)


def one_file(path: Path, content: str) -> File:
    path.write_text(content)
    table = open_table(path)
    return File(path, table.shape, guess_mapping(table.columns, imports.handler_of("jobs").fields))


def test_what_it_cannot_read_it_says(tmp_path: Path, started: Started) -> None:
    """A workbook that is none any more."""
    file = one_file(tmp_path / "jobs.csv", HEADING + GOOD.format(n=1))
    gone = replace(file, shape=replace(file.shape, format="xlsx"))
    with pytest.raises(TableProblem) as caught:
        list(chunks.chunks(gone, imports.handler_of("jobs").reading, after=0, rows=100))
    assert caught.value.code == "workbook"
    assert (len(started) > 0, all_gone(started[:1])) == (True, True)


def test_it_reads_no_further_than_it_is_heard(tmp_path: Path, started: Started) -> None:
    """Memory stays bounded: it waits with a chunk in hand, and a pipe holds no more than a megabyte."""
    row = GOOD.format(n=1).replace("J1", "J" + "1" * 150)
    file = one_file(tmp_path / "jobs.csv", HEADING + row * 60_000)
    coming: Iterator[Chunk] = chunks.chunks(file, reading(500), after=0, rows=60_000)
    next(coming)
    seen: list[tuple[str, str]] = []
    while seen[-5:] != [("S", seen[-1][1])] * 5 if seen else True:  # until it sleeps, and does nothing
        time.sleep(0.1)
        seen.append(state_of(started[0].pid))
        assert seen[-1][0] not in "ZX", "it did not wait for anybody"
    assert sum(chunk.count for chunk in coming) == 59_500


def reading(chunk: int) -> Reading:
    return replace(imports.handler_of("jobs").reading, chunk=chunk)


def state_of(pid: int) -> tuple[str, str]:
    """What it does, and the CPU it used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return fields[0], f"{fields[11]} {fields[12]}"
