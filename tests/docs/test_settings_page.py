"""The settings page names every setting the program reads, and no other."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_and_the_program_agree() -> None:
    code = (ROOT / "extramile" / "settings.py").read_text(encoding="utf-8")
    page = (ROOT / "docs" / "operator" / "settings.md").read_text(encoding="utf-8")
    read = set(re.findall(r'_read\(\s*"([A-Z_]+)"', code))
    told = set(re.findall(r"^\| `([A-Z_]+)`", page, re.MULTILINE))
    assert read == told


def test_every_guide_is_there_in_both_languages() -> None:
    english = {path.name for path in (ROOT / "docs" / "user").glob("*.md")}
    dutch = {path.name for path in (ROOT / "docs" / "gebruiker").glob("*.md")}
    assert len(english) == len(dutch) >= 9


def test_every_picture_is_there() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for picture in re.findall(r'<img src="([^"]+)"|!\[[^\]]*\]\(([^)]+)\)', text):
            assert (page.parent / (picture[0] or picture[1])).exists(), f"{page.name}: {picture}"
