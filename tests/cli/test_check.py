"""`extramile check`: what it looks at, what it says to a person and to a script."""

import argparse
import json
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from extramile.cli import check, checks
from extramile.cli.check import Finding, Verdict
from extramile.cli.shape import UNREACHABLE
from extramile.core.postgres import web_role
from extramile.engagement.models import CastBallot, Wave, WaveState
from tests.engagement.round import make_company
from tests.engagement.voting import open_wave


def verdicts(findings: Any) -> dict[str, Verdict]:
    return {finding.subject: finding.verdict for finding in findings}


def test_a_database_as_it_should_be_is_well(db: None) -> None:
    web_role.prepare()
    assert set(verdicts(checks.in_the_database()).values()) == {Verdict.WELL}


def test_migrations_that_wait_are_named_with_the_remedy(db: None) -> None:
    MigrationRecorder.Migration.objects.filter(app="responses").latest("name").delete()
    [waiting] = [finding for finding in checks.in_the_database() if finding.subject == "tables"]
    assert waiting.verdict == Verdict.WRONG
    assert "extramile migrate" in waiting.text


def test_counts_that_do_not_add_up_are_wrong(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "extramile.monitor.operations.check", lambda: ["unit 4 on 2026-03-02: 7, should be 8"]
    )
    [counts] = [finding for finding in checks.in_the_database() if finding.subject == "counts"]
    assert counts.verdict == Verdict.WRONG
    assert "should be 8" in counts.text


def test_jobs_that_point_at_nothing_are_wrong(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database itself does not watch over them (intake/models.py says why)."""
    monkeypatch.setattr("extramile.intake.queries.orphans", lambda: {"intake_job.contact_id": 3})
    [jobs] = [finding for finding in checks.in_the_database() if finding.subject == "jobs"]
    assert jobs.verdict == Verdict.WRONG
    assert "3 rows of intake_job.contact_id" in jobs.text


def test_what_is_left_of_a_closed_round_is_wrong(db: None, now: datetime) -> None:
    wave = open_wave(make_company(teams=[6], regions=1).top, now=now)
    assert verdicts(checks.in_the_database())["voice"] == Verdict.WELL
    CastBallot.objects.create(wave=wave, cell=wave.cells.get(), answers={"enps": 9})
    Wave.objects.update(state=WaveState.CLOSED, step="")
    texts = [finding.text for finding in checks.in_the_database() if finding.subject == "voice"]
    assert verdicts(checks.in_the_database())["voice"] == Verdict.WRONG
    assert "1 answers and 1 keys" in texts[0]
    assert "1 closed rounds have no released table" in texts[1]


def test_without_the_web_role_it_says_how_to_make_it(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_role, "ready", lambda: False)
    [trail] = [finding for finding in checks.in_the_database() if finding.subject == "audit trail"]
    assert trail.verdict == Verdict.WARNING
    assert f"CREATE ROLE {web_role.name()} NOLOGIN" in trail.text


def test_commits_that_do_not_wait_for_the_disk_are_wrong(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
    assert verdicts(checks.in_the_database())["database"] == Verdict.WRONG


@pytest.mark.parametrize(
    ("mode", "verdict"), [(0o700, Verdict.WELL), (0o750, Verdict.WRONG), (0o755, Verdict.WRONG)]
)
def test_a_data_folder_that_others_can_enter_is_wrong(
    mode: int, verdict: Verdict, tmp_path: Path, settings: Any
) -> None:
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    settings.DATA.chmod(mode)
    assert verdicts(checks.before_the_database())["folders"] == verdict


def test_a_mail_server_that_does_not_answer_is_wrong(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert verdicts(checks.mail()) == {"mail": Verdict.WRONG}


def test_mails_kept_as_files_are_a_warning(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert verdicts(checks.mail()) == {"mail": Verdict.WARNING}


def test_a_script_reads_json_and_a_warning_is_well_enough(capsys: pytest.CaptureFixture[str]) -> None:
    check.show([Finding("mail", Verdict.WARNING, "no mail server")], as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert told == {
        "well": True,
        "findings": [{"subject": "mail", "verdict": "warning", "text": "no mail server"}],
    }


def test_a_person_reads_what_an_address_in_brackets_says(capsys: pytest.CaptureFixture[str]) -> None:
    check.show([Finding("mail", Verdict.WRONG, "[red] is not a colour here")], as_json=False)
    assert "[red] is not a colour here" in capsys.readouterr().out


def test_each_is_said_as_soon_as_it_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    """To add up millions of answers takes minutes: what is known by then stands there."""

    def found() -> Iterator[Finding]:
        yield Finding("tables", Verdict.WELL, "up to date")
        assert "up to date" in capsys.readouterr().out
        yield Finding("counts", Verdict.WRONG, "one does not add up")

    assert len(check.show(found(), as_json=False)) == 2


def test_a_database_that_cannot_be_reached_is_one_finding(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def none() -> Iterator[Finding]:
        yield Finding("tables", Verdict.WELL, "up to date")
        raise OSError("the line is dead")

    monkeypatch.setattr(checks, "in_the_database", none)
    monkeypatch.setattr("extramile.cli.program.database", nullcontext)
    arguments = argparse.Namespace(json=True, accept_lost_secret=False, no_mail=True)
    assert check.run(arguments) == UNREACHABLE
    told = json.loads(capsys.readouterr().out)
    assert told["findings"][-2:] == [
        {"subject": "tables", "verdict": "well", "text": "up to date"},
        {"subject": "database", "verdict": "wrong", "text": "cannot be reached: the line is dead"},
    ]
