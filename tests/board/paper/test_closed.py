"""The same content gives the same bytes; no network, no files, no fonts of the machine, no secrets."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from extramile.board.paper import as_pdf, setting
from extramile.board.paper.setting import FONTS, TEMPLATE, TYPESETTER, PaperError
from tests.board.paper.examples import report


def typeset(template: str) -> subprocess.CompletedProcess[bytes]:
    order = {"template": template, "report": "{}", "fonts": str(FONTS), "is_accessible": False}
    return setting._typeset(json.dumps(order).encode())


def test_the_same_content_gives_the_same_bytes() -> None:
    assert as_pdf(report()) == as_pdf(report())
    assert as_pdf(report()) != as_pdf(report(answer="Another."))


def test_only_our_fonts_are_in_it() -> None:
    names = set(re.findall(rb"/BaseFont\s*/[A-Z]{6}\+([A-Za-z]+)", as_pdf(report())))
    assert names
    assert names <= {b"NotoSans", b"Literata", b"NotoSansArabic", b"NotoSansHebrew", b"NotoEmoji"}


def test_no_font_of_the_machine_is_looked_at(tmp_path: Path) -> None:
    done = typeset('#set text(font: "Noto Sans CJK SC", fallback: false)\n#set page(width: auto)\nx')
    assert done.returncode == 0
    assert b"CJK" not in done.stdout


@pytest.mark.parametrize("path", ["/etc/hostname", "../setting.py", "../../../settings.py"])
def test_even_code_could_read_no_file(path: str) -> None:
    done = typeset(f'#read("{path}")')
    assert done.returncode == setting.REFUSED
    assert re.search(r"not found|escape", json.loads(done.stdout)["message"])


def test_the_template_evaluates_nothing_and_asks_for_nothing() -> None:
    text = re.sub(r"//.*", "", TEMPLATE.read_text(encoding="utf-8"))
    assert not re.search(r"\b(eval|read|include|import|plugin|csv|toml|yaml|xml|cbor)\b\s*\(?", text)
    assert "@preview" not in text


def test_the_typesetter_gets_none_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXTRAMILE_SECRET_KEY", "a-secret")
    seen: dict[str, object] = {}
    run = subprocess.run

    def watched(*args: object, **more: object) -> object:
        seen.update(more)
        return run(*args, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", watched)
    as_pdf(report())
    assert seen["env"] == {}
    assert seen["timeout"]


def test_its_time_and_memory_are_bounded() -> None:
    program = (
        "import resource, runpy, sys; sys.stdin = open('/dev/null');"
        f"space = runpy.run_path({str(TYPESETTER)!r});"
        "space['bound'](resource.RLIMIT_AS, space['MEMORY']);"
        "space['bound'](resource.RLIMIT_CPU, space['SECONDS']);"
        "print(resource.getrlimit(resource.RLIMIT_AS)[0], resource.getrlimit(resource.RLIMIT_CPU)[0])"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    memory, seconds = map(int, done.stdout.split())
    assert 0 < memory <= 4 * 1024**3
    assert 0 < seconds <= 300


def test_what_the_typesetter_refuses_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setting, "_template", lambda: '#panic("so it is")')
    with pytest.raises(PaperError, match="so it is"):
        as_pdf(report())


def test_a_typesetter_that_dies_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    dies = tmp_path / "dies.py"
    dies.write_text("import os; os._exit(9)")
    monkeypatch.setattr(setting, "TYPESETTER", dies)
    with pytest.raises(PaperError, match="ended with 9"):
        as_pdf(report())


def test_a_typesetter_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hangs = tmp_path / "hangs.py"
    hangs.write_text("import threading; threading.Event().wait()")
    monkeypatch.setattr(setting, "TYPESETTER", hangs)
    monkeypatch.setattr(setting, "SECONDS", 0.2)
    with pytest.raises(PaperError, match="more than"):
        as_pdf(report())


def test_fonts_are_small_and_come_with_their_licence() -> None:
    files = sorted(FONTS.iterdir())
    assert sum(one.stat().st_size for one in files) < 1_000_000
    licence = (FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in licence
    for one in files:
        if one.suffix == ".ttf":
            assert one.name in licence
