"""A backup is one whole file or none; restoring it brings everything back, or changes nothing."""

import json
import subprocess
import tarfile
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from extramile.cli import archive, restore
from extramile.cli import postgres_programs as programs
from extramile.cli.backup import LEFT_OUT
from extramile.cli.program import make_parser
from extramile.cli.shape import CommandError
from extramile.core.models import Setting
from extramile.engagement.models import (
    CastBallot,
    CastComment,
    CellKey,
    CodeCard,
    Invitee,
    SpentBallot,
    Wave,
    WaveState,
)
from extramile.engagement.operations import clear_called_off, close_due
from tests.cast import make_cast
from tests.engagement.round import make_company
from tests.engagement.voting import open_wave

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def uploads(settings: Any, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    settings.UPLOADS = tmp_path / "uploads"
    (settings.UPLOADS / "2026").mkdir(parents=True)
    (settings.UPLOADS / "2026" / "jobs.csv").write_text("id;naam\n1;Zoë\n", encoding="utf-8")
    return tmp_path / "uploads"


def run(*words: str) -> int:
    arguments = make_parser().parse_args([*words])
    return int(arguments.run(arguments))


def clear(file: Path) -> Path:
    """The file exists; the database is emptied of what it held."""
    Setting.objects.all().delete()
    return file


@pytest.fixture
def made(uploads: Path, tmp_path: Path) -> Path:
    Setting.objects.create(
        name="organisation", value="Ruitmeesters \\. 'ünïcode'\nSET transaction_timeout = 0"
    )
    file = tmp_path / "backup.tar"
    assert run("backup", str(file)) == 0
    return file


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test itself is connected; that is no running program."""
    monkeypatch.setattr(restore, "_refuse_while_running", lambda: None)


def test_everything_comes_back(made: Path, uploads: Path) -> None:
    before = Setting.objects.get().value
    clear(made)
    (uploads / "2026" / "jobs.csv").unlink()
    (uploads / "newer.csv").write_text("gone after the restore")
    assert run("restore", str(made), "--replace") == 0
    assert Setting.objects.get().value == before
    assert {path.name for path in uploads.rglob("*") if path.is_file()} == {"jobs.csv"}
    assert (uploads / "2026" / "jobs.csv").read_text(encoding="utf-8") == "id;naam\n1;Zoë\n"


def test_the_partitioned_tables_come_back_as_such(made: Path) -> None:
    assert run("restore", str(made), "--replace") == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_partitioned_table")
        assert cursor.fetchone() == (3,)


def test_a_database_that_holds_something_is_not_overwritten_unasked(made: Path, now: Any) -> None:
    make_cast(now=now)
    with pytest.raises(CommandError, match="--replace"):
        run("restore", str(made))


def test_an_empty_database_needs_no_asking(made: Path) -> None:
    clear(made)
    assert run("restore", str(made)) == 0
    assert Setting.objects.count() == 1


def test_a_failing_restore_changes_nothing(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restore, "CLEAR", restore.CLEAR + b"SELECT 1/0;\n")
    with pytest.raises(CommandError, match="division by zero"):
        run("restore", str(made), "--replace")
    assert Setting.objects.count() == 1


def test_a_running_program_keeps_it_from_restoring(
    made: Path, monkeypatch: pytest.MonkeyPatch, django_db_blocker: Any
) -> None:
    monkeypatch.undo()
    other = connection.copy()
    other.connect()
    try:
        with pytest.raises(CommandError, match="Stop `extramile serve`"):
            restore._refuse_while_running()
    finally:
        other.close()


def test_it_is_for_its_owner_alone_and_no_file_is_overwritten_unasked(made: Path) -> None:
    assert made.stat().st_mode & 0o077 == 0
    with pytest.raises(CommandError, match="--replace"):
        run("backup", str(made))
    assert run("backup", str(made), "--replace") == 0
    assert [path.name for path in made.parent.iterdir() if path.name.startswith(".extramile")] == []


@pytest.mark.parametrize("without", [True, False])
def test_the_secret_key_goes_along_unless_told_not_to(uploads: Path, tmp_path: Path, without: bool) -> None:
    file = tmp_path / "b.tar"
    run("backup", str(file), *(["--without-secret-key"] if without else []))
    with tarfile.open(file) as tar:
        assert (archive.KEY_FILE in tar.getnames()) is not without


def damage(file: Path, at: int) -> None:
    data = bytearray(file.read_bytes())
    data[at] ^= 0xFF
    file.write_bytes(bytes(data))


def test_one_flipped_bit_or_a_torn_end_is_seen(made: Path) -> None:
    whole = made.read_bytes()
    damage(made, 2000)
    with pytest.raises(CommandError, match=r"whole|read"):
        run("backup", str(made), "--verify")
    made.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CommandError, match=r"whole|read"):
        run("restore", str(made), "--replace")


@pytest.mark.parametrize("name", ["../outside", "uploads/../../outside"])
def test_a_name_that_leads_outside_is_refused(name: str, made: Path, tmp_path: Path) -> None:
    manifest = archive.verify(made)
    evil = tmp_path / "evil.tar"
    with tarfile.open(made) as old, tarfile.open(evil, "w") as tar:
        entry = old.getmember(archive.DUMP)
        tar.addfile(entry, old.extractfile(entry))
        manifest.hashes = {archive.DUMP: manifest.hashes[archive.DUMP]}
        archive.add_text(tar, "evil", name=name, manifest=manifest)
        archive.close(tar, manifest)
    with pytest.raises((tarfile.FilterError, CommandError)):
        run("restore", str(evil), "--replace")
    assert not (tmp_path.parent / "outside").exists()


def test_a_backup_of_a_later_version_is_refused(made: Path, tmp_path: Path) -> None:
    manifest = archive.verify(made)
    manifest.format = archive.FORMAT + 1
    later = tmp_path / "later.tar"
    with tarfile.open(made) as old, tarfile.open(later, "w") as tar:
        for entry in old:
            if entry.name != archive.MANIFEST:
                tar.addfile(entry, old.extractfile(entry))
        archive.close(tar, manifest)
    with pytest.raises(CommandError, match="newer"):
        run("restore", str(later), "--replace")


def test_what_was_made_can_be_read_by_a_script(
    uploads: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("backup", str(tmp_path / "b.tar"), "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["file"] == str(tmp_path / "b.tar")
    assert told["bytes"] == (tmp_path / "b.tar").stat().st_size


def test_a_file_that_is_no_backup_is_told_from_one(tmp_path: Path, uploads: Path) -> None:
    plain = tmp_path / "photo.tar"
    with tarfile.open(plain, "w") as tar:
        entry = tarfile.TarInfo("photo.jpg")
        entry.size = 3
        tar.addfile(entry, BytesIO(b"abc"))
    with pytest.raises(CommandError, match="not whole"):
        run("restore", str(plain))
    with pytest.raises(CommandError, match="not there"):
        run("restore", str(tmp_path / "none.tar"))
    with pytest.raises(CommandError, match="is no file: name one"):
        run("restore", str(tmp_path))
    (tmp_path / "notes.tar").write_text("no tar at all")
    with pytest.raises(CommandError, match="is no backup") as refused:
        run("backup", str(tmp_path / "notes.tar"), "--verify")
    assert "gz" not in str(refused.value)  # what was tried on the way helps nobody


def test_of_what_a_program_says_on_its_way_only_the_mistake_is_told() -> None:
    said = "pg_dump: reading triggers\n" * 100 + "pg_dump: error: could not write: No space left on device\n"
    assert programs._reason(said) == "pg_dump: error: could not write: No space left on device"
    assert programs._reason("it ended\nwithout a word\n") == "it ended\nwithout a word"


def test_the_module_says_where_a_backup_cannot_go(uploads: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Make it first"):
        run("backup", str(tmp_path / "no" / "such" / "folder.tar"))


def _held(file: Path, folder: Path) -> str:
    """All that a backup says, as text."""
    with tarfile.open(file) as tar:
        tar.extract(archive.DUMP, folder, filter="data")
    reader = ["pg_restore", "--file=-", str(folder / archive.DUMP)]
    with programs.start(reader[0], reader[1:], stdout=subprocess.PIPE) as process:
        text = programs.pipe(process.stdout).read().decode()
        programs.finish("pg_restore", process)
    return text


def _open_wave(now: datetime) -> Wave:
    wave = open_wave(make_company(teams=[6], regions=1).top, now=now)
    cell = wave.cells.get()
    CellKey.objects.update_or_create(cell=cell, defaults={"sealed": "kanarie-key"})
    CastBallot.objects.create(wave=wave, cell=cell, answers={"enps": 0, "mark": "kanarie-answer"})
    CastComment.objects.create(wave=wave, cell=cell, question_key="why", words="kanarie-words")
    SpentBallot.objects.create(wave=wave, ballot_hash=b"kanarie-spent")
    CodeCard.objects.create(wave=wave, cell=cell, code_hash="kanarie-card")
    return wave


def test_a_backup_holds_nothing_of_what_is_answered_while_a_wave_is_open(
    uploads: Path, tmp_path: Path, now: datetime
) -> None:
    """Monday's file and Tuesday's, side by side, would tell who took a ballot and what came in."""
    wave = _open_wave(now)
    assert run("backup", str(tmp_path / "backup.tar")) == 0
    text = _held(tmp_path / "backup.tar", tmp_path)
    assert wave.name in text
    assert "kanarie" not in text
    assert b"kanarie-spent".hex() not in text
    for model in (CastBallot, CastComment, SpentBallot, CodeCard, CellKey):
        assert model._meta.db_table in LEFT_OUT


def test_it_would_be_found_in_a_file_that_leaves_nothing_out(
    uploads: Path, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin of the test above."""
    _open_wave(now)
    monkeypatch.setattr("extramile.cli.backup.LEFT_OUT", ())
    run("backup", str(tmp_path / "backup.tar"))
    text = _held(tmp_path / "backup.tar", tmp_path)
    for mark in ("answer", "words", "card", "key"):
        assert f"kanarie-{mark}" in text
    assert b"kanarie-spent".hex() in text


def test_a_backup_after_the_closing_holds_no_answer_either(
    uploads: Path, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even of a program that leaves nothing out: they are gone."""
    wave = _open_wave(now)
    CastComment.objects.all().delete()  # words that may be shown are released; these are of one person
    assert close_due(now + timedelta(days=300))
    monkeypatch.setattr("extramile.cli.backup.LEFT_OUT", ())
    run("backup", str(tmp_path / "backup.tar"))
    text = _held(tmp_path / "backup.tar", tmp_path)
    assert wave.name in text
    assert "kanarie" not in text
    assert b"kanarie-spent".hex() not in text


def test_a_wave_that_was_open_is_called_off_by_a_restore(
    uploads: Path, tmp_path: Path, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    wave = _open_wave(now)
    run("backup", str(tmp_path / "backup.tar"))
    assert run("restore", str(tmp_path / "backup.tar"), "--replace") == 0
    wave.refresh_from_db()
    assert wave.state == WaveState.CALLED_OFF
    said = capsys.readouterr()
    assert "called off" in said.out + said.err
    assert not CastBallot.objects.exists()
    assert clear_called_off(now) == 1
    assert not Invitee.objects.exists()
    assert not close_due(now + timedelta(days=300))


def test_a_wave_that_was_opening_opens_anew_with_other_keys(
    uploads: Path, tmp_path: Path, now: datetime
) -> None:
    wave = _open_wave(now)
    Wave.objects.update(state=WaveState.OPENING, step="keys")
    run("backup", str(tmp_path / "backup.tar"))
    run("restore", str(tmp_path / "backup.tar"), "--replace")
    wave.refresh_from_db()
    assert (wave.state, wave.step, wave.cells.count()) == (WaveState.DRAFT, "", 0)


def test_the_employees_ballots_are_mixed_before_they_are_dumped(
    uploads: Path, tmp_path: Path, now: Any
) -> None:
    """A dump keeps rows in the order they lie in."""
    wave = open_wave(make_company(teams=[6], regions=1).top, now=now)
    for turn in range(20):
        CastBallot.objects.create(wave=wave, cell=wave.cells.get(), answers={"enps": turn})
    assert run("backup", str(tmp_path / "backup.tar")) == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers->>'enps', xmin::text FROM engagement_castballot ORDER BY ctid")
        found = cursor.fetchall()
    assert len({transaction for _, transaction in found}) == 1
    assert [int(turn) for turn, _ in found] != list(range(20))
