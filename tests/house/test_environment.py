"""`.env.example` and the settings name the same variables: none forgotten, none that does nothing."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r"_read\(\s*\"([A-Z_]+)\"")
NAMED = re.compile(r"^#? ?([A-Z][A-Z_]+)=", re.M)


def names_read() -> set[str]:
    return set(READ.findall((ROOT / "extramile" / "settings.py").read_text(encoding="utf-8")))


def test_every_setting_is_documented_and_every_documented_one_is_read() -> None:
    documented = set(NAMED.findall((ROOT / ".env.example").read_text(encoding="utf-8")))
    assert documented == names_read()


def test_nothing_else_reads_the_environment() -> None:
    """Commands and servers pass it on to their children; none decides anything by it."""
    passes_on = {
        "cli",
        "conductor/__main__.py",
        "conductor/apart.py",
        "conductor/import_reader.py",
        "demo/beside.py",
        "settings.py",
        "wsgi.py",
    }
    readers = {
        path.relative_to(ROOT / "extramile").as_posix()
        for path in (ROOT / "extramile").rglob("*.py")
        if re.search(r"os\.(environ\b|getenv)", path.read_text(encoding="utf-8"))
    }
    assert {
        name for name in readers if name not in passes_on and name.partition("/")[0] not in passes_on
    } == set()


def start_with(tmp_path: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    clean = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "extramile.settings",
    }
    return subprocess.run(
        [sys.executable, "-c", "import extramile.settings as s; print(s.SECURE, s.DATA)"],
        env={**clean, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("EXTRAMILE_WEB_THREADS", "many", "whole number"),
        ("EXTRAMILE_DEBUG", "maybe", "yes or no"),
        ("EXTRAMILE_ADDRESS", "feedback.example.org", "https://"),
        ("EXTRAMILE_LISTEN", "8000", "127.0.0.1:8000"),
        ("EXTRAMILE_EMAIL", "mail.example.org", "smtp://"),
        ("DATABASE_URL", "mysql://localhost/x", "postgresql://"),
        ("EXTRAMILE_SECRET_KEY", "short", "50 random characters"),
        ("EXTRAMILE_SECRET_KEY_FILE", "/not/there", "cannot be read"),
        ("EXTRAMILE_LOG", "loud", "text, json"),
    ],
)
def test_a_bad_value_stops_the_program_with_its_name_and_the_remedy(
    tmp_path: Path, name: str, value: str, word: str
) -> None:
    done = start_with(tmp_path, **{name: value})
    last = done.stderr.strip().splitlines()[-1]
    assert done.returncode
    assert name in last
    assert word in last


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EXTRAMILE_EMAIL", "smpt://anna:hunter2@mail.example.org:587"),
        ("EXTRAMILE_EMAIL", "anna:hunt@hunter2@mail.example.org"),
        ("EXTRAMILE_BOUNCE_MAILBOX", "imap://anna:hunter2@mail.example.org/INBOX"),
        ("DATABASE_URL", "mysql://anna:hunter2@db.example.org/extramile"),
    ],
)
def test_a_bad_value_is_told_without_its_password(tmp_path: Path, name: str, value: str) -> None:
    """The first lines of a service end up in a log that many can read."""
    told = start_with(tmp_path, **{name: value}).stderr
    assert f"{name}=" in told
    assert value.rpartition("@")[2] in told
    assert "hunt" not in told


def test_the_secret_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert start_with(tmp_path, EXTRAMILE_DATA=str(data)).returncode == 0
    first = (data / "secret-key").read_text()
    assert start_with(tmp_path, EXTRAMILE_DATA=str(data)).returncode == 0
    assert (data / "secret-key").read_text() == first
    assert len(first) >= 50
    assert (data / "secret-key").stat().st_mode & 0o077 == 0
    assert data.stat().st_mode & 0o077 == 0


def test_with_https_django_finds_nothing_to_say_about_deployment(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "EXTRAMILE_DATA": str(tmp_path / "data"),
            "EXTRAMILE_ADDRESS": "https://feedback.example.org",
            "DATABASE_URL": "postgresql://nobody@localhost/none",
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
