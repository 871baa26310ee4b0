"""The files a phone asks for: up to date, light, and from nowhere else."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest

from tools.bundle import STATIC, stale

TEMPLATES = STATIC.parent.parent
SHA256_OF_VENDORED = {
    "htmx.min.js": "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130",
}


def templates() -> list[Path]:
    return sorted(TEMPLATES.glob("**/templates/**/*.html"))


def test_bundles_are_up_to_date() -> None:
    assert stale() == [], "run: python tools/bundle.py"


def test_styles_and_scripts_are_light() -> None:
    files = ["css/extramile.css", "js/extramile.js", "vendored/htmx.min.js"]
    compressed = sum(len(gzip.compress((STATIC / name).read_bytes())) for name in files)
    assert compressed < 24_000


def test_vendored_files_are_those_in_the_list() -> None:
    folder = STATIC / "vendored"
    listed = (folder / "README.md").read_text(encoding="utf-8")
    scripts = {path.name for path in folder.iterdir() if path.suffix in {".js", ".css"}}
    assert scripts == set(SHA256_OF_VENDORED)
    for name, expected in SHA256_OF_VENDORED.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == expected
        assert f"`{name}`" in listed


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_templates_hold_no_code_and_no_style(path: Path) -> None:
    """The policy forbids it in the browser; this says so sooner. E-mails have their own rules."""
    text = path.read_text(encoding="utf-8")
    if {"emails", "email", "mail"} & set(path.parts):
        return
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on", text, re.IGNORECASE)
    for script in re.findall(r"<script\b[^>]*>(.*?)</script>", text, re.DOTALL):
        assert not script.strip()
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", text)


@pytest.mark.parametrize("path", sorted((STATIC / "css").rglob("*.css")), ids=lambda path: path.name)
def test_styles_ask_nothing_of_others(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "@import" not in text
    assert "url(" not in text
    assert not re.search(r"https?://", text)
