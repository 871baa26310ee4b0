"""A content set as PDF by typst, in a process of its own, with our fonts and template and nothing else.

What people wrote goes in as values in JSON: nothing in it is evaluated. The typesetter has what it is handed;
its root is the folder of fonts: nothing else of this machine could be read.
"""

import json
import re
import subprocess
import sys
from collections.abc import Collection, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from extramile.board.content import Content, Remarked
from extramile.board.paper.blocks import Report, blocks
from extramile.board.paper.letters import BOX, BREAK_HERE, boxed, fit
from extramile.board.problems import BoardProblem

HERE: Final = Path(__file__).resolve().parent
FONTS: Final = HERE / "fonts"
TEMPLATE: Final = HERE / "report.typ"
NO_GLYPH: Final = re.compile(r"the text `\"((?:[^\"\\]|\\.)*)\"` could not be displayed")
ESCAPED: Final = re.compile(r"\\u\{([0-9a-fA-F]+)\}")
TYPESETTER: Final = HERE / "typesetter.py"
REFUSED: Final = 3  # what `typesetter.py` ends with when the typesetter itself said no
SECONDS: Final = 270
TRIES: Final = 4


class PaperError(BoardProblem):
    """The typesetter could not; `diagnostic` has its own words."""

    def __init__(self, message: str, diagnostic: str = "") -> None:
        super().__init__(f"The report could not be set on paper: {message}")
        self.diagnostic = diagnostic


def as_pdf(
    content: Content, *, remarks: Iterable[Remarked] = (), is_draft: bool = False, fingerprint: str = ""
) -> bytes:
    """The whole report, A4. The same content gives the same bytes."""
    report = Report(content, tuple(remarks), is_draft, fingerprint)
    told = _fit(_told(report))
    drawn: set[str] = set()  # letters that drawings cannot show: in a text the same letter often can be
    written: set[str] = set()
    for _ in range(TRIES):
        try:
            return _compiled(boxed(told, written), is_accessible=True)
        except PaperError as error:
            found = _letters_without_a_glyph(error)
            if found - drawn:
                drawn |= found
                _mark_missing(told, drawn)
            elif found - written:
                written |= found
            else:
                break  # better a report that a screen reader has trouble with than none
    return _compiled(boxed(told, written), is_accessible=False)


def _told(report: Report) -> dict[str, Any]:
    """Everything that the template shows."""
    content, ours = report.content, report.ours
    return {
        "lang": language_of(content.language) or "en",
        "document_title": _document_title(content),
        "author": content.company,
        "title": content.title,
        "company": content.company,
        "period": content.period,
        "made_on": content.made_on,
        "draft": ours.draft if report.is_draft else "",
        "draft_note": ours.draft_note if report.is_draft else "",
        "page": ours.page,
        "unprintable": "",
        "about_missing": ours.unprintable,
        "blocks": blocks(report),
    }


def _document_title(content: Content) -> str:
    """Never empty: a screen reader says it first."""
    told = (content.title, content.company, content.period)
    return " · ".join(fit(one).strip() for one in told if fit(one).strip()) or "–"


def language_of(tag: str) -> str:
    """As the typesetter knows languages: two or three letters; "" of what it would not know."""
    first = tag.partition("-")[0].lower()
    return first if re.fullmatch(r"[a-z]{2,3}", first) else ""


def _fit(value: Any) -> Any:
    if isinstance(value, str):
        return fit(value)
    if isinstance(value, list):
        return [_fit(one) for one in value]
    if isinstance(value, dict):
        return {key: _fit_of(key, one) for key, one in value.items()}
    return value


def _fit_of(key: str, value: Any) -> Any:
    if key == "svg":
        return value  # `charts` has cleaned it, and a break within markup would break it
    return language_of(value) if key == "lang" else _fit(value)


def _mark_missing(told: dict[str, Any], missing: Collection[str]) -> None:
    """In drawings a box stands for the letter; at the end of the report it is said what boxes are."""
    told["unprintable"] = told["about_missing"]
    for block in told["blocks"]:
        if block["kind"] == "picture":
            block["svg"] = "".join(BOX if sign in missing else sign for sign in block["svg"])


def _letters_without_a_glyph(error: PaperError) -> set[str]:
    """A break within a long word is no letter: among letters that are missing it is named with them."""
    found = (match[1] for match in NO_GLYPH.finditer(error.diagnostic))
    return {sign for text in found for sign in _unescaped(text)} - {BREAK_HERE}


def _unescaped(text: str) -> str:
    text = ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return re.sub(r"\\(.)", r"\1", text)


def _compiled(told: dict[str, Any], *, is_accessible: bool) -> bytes:
    order = {
        "template": _template(),
        "report": json.dumps(told, ensure_ascii=False),
        "fonts": str(FONTS),
        "is_accessible": is_accessible,
    }
    done = _typeset(json.dumps(order).encode())
    if done.returncode == 0:
        return done.stdout
    if done.returncode == REFUSED:
        raise PaperError(**json.loads(done.stdout))
    raise PaperError(f"the typesetter ended with {done.returncode}", done.stderr.decode(errors="replace"))


def _typeset(order: bytes) -> subprocess.CompletedProcess[bytes]:
    """Nothing of this process goes along: no settings, no secrets, no way to the database."""
    try:
        return subprocess.run(
            [sys.executable, "-I", "-X", "utf8", str(TYPESETTER)],
            input=order,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={},
            cwd=FONTS,
        )
    except subprocess.TimeoutExpired as error:
        raise PaperError(f"it took more than {SECONDS} seconds") from error


@lru_cache(maxsize=1)
def _template() -> str:
    return TEMPLATE.read_text(encoding="utf-8")
