"""A report as blocks, one under the other, in the order of the page. `report.typ` knows each kind."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from extramile.board.charts import WIDE, draw
from extramile.board.charts.numbers import told, written
from extramile.board.charts.words import words_in as chart_words_in
from extramile.board.content import Area, Content, Figure, Link, Picture, Remarked, Words
from extramile.board.paper.letters import fit
from extramile.board.paper.words import Words as OurWords
from extramile.board.paper.words import words_in

Block = dict[str, Any]
SIDES: Final = ("how-sure", "to-know-more", "to-decide")
MOST_ROWS_BEHIND: Final = 60
LONG_QUOTE: Final = 800  # characters
MOST_AREAS: Final = 600  # some sixty pages


@dataclass(frozen=True, slots=True)
class Report:
    """What is set: a content, with what was said about it since it was frozen."""

    content: Content
    remarks: tuple[Remarked, ...]
    is_draft: bool
    fingerprint: str

    @property
    def ours(self) -> OurWords:
        return words_in(self.content.language)


def blocks(report: Report) -> list[Block]:
    content = report.content
    parts = (
        _answer(report),
        _lines(report, "changed", content.changed),
        _chain(report),
        _areas(report),
        _customers(report),
        _employees(report),
        _promises(report),
        _methods(report),
        _behind(report),
    )
    return [
        block for part in parts for block in part if block["kind"] != "heading" or fit(block["text"]).strip()
    ]


def _remarks(report: Report, part: str) -> Iterator[Block]:
    for one in report.remarks:
        if one.part == part and one.language in ("", report.content.language):
            yield {
                "kind": "remark",
                "who": report.ours.remark.format(one.author, one.day),
                "lines": one.words.split("\n"),
            }


def _heading(report: Report, key: str, *, level: int = 1) -> Iterator[Block]:
    found = report.content.heading(key)
    yield {"kind": "heading", "level": level, "text": found.title or key}
    if found.note:
        yield _text(found.note, "note")
    yield from _remarks(report, key)


def _text(words: str, tone: str = "plain") -> Block:
    return {"kind": "text", "tone": tone, "text": words}


def _answer(report: Report) -> Iterator[Block]:
    content = report.content
    yield {"kind": "opening", "kicker": content.heading("answer").title or "answer", "answer": content.answer}
    if note := content.heading("answer").note:
        yield _text(note, "soft")
    yield from _remarks(report, "answer")
    if content.picture:
        yield _picture(content.picture, content.language, is_small=True)
    lines = (content.how_sure, content.to_know_more, content.to_decide)
    yield {
        "kind": "sides",
        "sides": [
            {
                "title": content.heading(key).title or key,
                "note": content.heading(key).note,
                "lines": list(told_lines),
                "is_numbered": key == "to-decide",
                "remarks": list(_remarks(report, key)),
            }
            for key, told_lines in zip(SIDES, lines, strict=True)
        ],
    }
    yield {"kind": "page"}


def _lines(report: Report, key: str, lines: Sequence[str]) -> Iterator[Block]:
    if lines:
        yield from _heading(report, key)
        yield {"kind": "list", "lines": list(lines)}


def _picture(picture: Picture, language: str, *, is_small: bool = False) -> Block:
    return {
        "kind": "picture",
        "title": picture.title,
        "alt": picture.alternative or picture.title or "–",
        "svg": draw(picture, language=language, width=WIDE),
        "is_small": is_small,
    }


def _chain(report: Report) -> Iterator[Block]:
    yield from _heading(report, "chain")
    for link in report.content.chain:
        yield from _link(link, report)


def _link(link: Link, report: Report) -> Iterator[Block]:
    yield {"kind": "heading", "level": 2, "text": link.heading}
    yield _text(link.sentence, "strong")
    if link.how_sure:
        yield _text(link.how_sure)
    if link.figures:
        yield {"kind": "figures", "rows": [_figure(one, report) for one in link.figures]}
    if link.picture and link.picture != report.content.picture:
        yield _picture(link.picture, report.content.language)
    if link.caution:
        yield _text(link.caution, "soft")


def _figure(one: Figure, report: Report) -> Block:
    """In whole points, as on the page; never without its interval, or why there is none."""
    words = chart_words_in(report.content.language)
    value, low, high = told(one.value), told(one.low), told(one.high)
    if value is None:
        return {"label": one.label, "value": "–", "between": one.why_not, "about": [one.n, one.note]}
    between = ""
    if low is not None and high is not None:
        ends = (written(end, words, signed=True) for end in (low, high))
        between = report.ours.likely.format(*ends)
    return {
        "label": one.label,
        "value": written(value, words, signed=True),
        "between": between,
        "about": [one.n, one.note],
    }


def _areas(report: Report) -> Iterator[Block]:
    content = report.content
    yield from _heading(report, "areas")
    if content.areas_picture:
        yield _picture(content.areas_picture, content.language)
    if content.areas:
        first = content.areas[0]
        yield {
            "kind": "areas",
            "head": [report.ours.area, first.employees.label, first.customers.label],
            "rows": [_area(one, report) for one in content.areas[:MOST_AREAS]],
        }
    if (left := len(content.areas) - MOST_AREAS) > 0:
        yield _text(report.ours.behind_more.format(left), "soft")


def _area(area: Area, report: Report) -> Block:
    return {
        "name": area.name,
        "about": ", ".join(part for part in (area.level, area.path) if part),
        "sentence": area.sentence,
        "employees": _figure(area.employees, report),
        "customers": _figure(area.customers, report),
    }


def _quote(one: Words, report: Report) -> Block:
    return {
        "kind": "quote",
        "lines": [report.ours.erased] if one.is_erased else one.words.split("\n"),
        "is_erased": one.is_erased,
        "is_long": len(one.words) > LONG_QUOTE,
        "lang": "" if one.is_erased else one.language,
        "group": one.group,
        "about": [part for part in (one.group_label, one.where, one.when) if part],
    }


def _customers(report: Report) -> Iterator[Block]:
    yield from _heading(report, "customers")
    yield from (_quote(one, report) for one in report.content.customers_words)


def _employees(report: Report) -> Iterator[Block]:
    yield from _heading(report, "employees")
    yield from (_quote(one, report) for one in report.content.employees_words)


def _promises(report: Report) -> Iterator[Block]:
    yield from _heading(report, "promises")
    ours = report.ours
    if report.content.promises:
        yield {
            "kind": "table",
            "widths": [3.6, 2, 2, 2.3, 2.1],
            "head": [ours.what, ours.where, ours.owner, ours.due, ours.state],
            "rows": [[one.what, one.where, one.owner, one.due, one.state] for one in report.content.promises],
            "more": "",
        }


def _methods(report: Report) -> Iterator[Block]:
    yield from _heading(report, "methods")
    sections = report.content.methods
    for section in sections:
        # The last of them stays together with what comes after it: no line stands alone on a page.
        tone = "method kept" if section is sections[-1] else "method"
        yield {"kind": "heading", "level": 2, "text": section.heading}
        yield from (_text(one, tone) for one in section.paragraphs)
    if erased := sum(one.is_erased for one in report.content.customers_words):
        yield _text(report.ours.erased_since[erased != 1].format(erased), "method kept")
    if report.fingerprint:
        yield _text(report.ours.fingerprint.format(report.fingerprint), "method kept")
    if report.content.notice:
        yield _text(report.content.notice, "soft")


def _behind(report: Report) -> Iterator[Block]:
    """The numbers of every picture, for who would rather read them than look."""
    pictures = list(_with_numbers(report.content))
    if pictures:
        yield {"kind": "heading", "level": 1, "text": report.ours.behind}
    for one in pictures:
        yield {"kind": "heading", "level": 2, "text": one.title}
        left = len(one.rows) - MOST_ROWS_BEHIND
        yield {
            "kind": "table",
            "widths": [1] * len(one.columns),
            "head": list(one.columns),
            "rows": [_even(row, len(one.columns)) for row in one.rows[:MOST_ROWS_BEHIND]],
            "more": report.ours.behind_more.format(left) if left > 0 else "",
        }


def _even(row: Iterable[str], count: int) -> list[str]:
    cells = list(row)[:count]
    return cells + [""] * (count - len(cells))


def _with_numbers(content: Content) -> Iterator[Picture]:
    """Those of areas stand in the table of areas, right under their picture."""
    told_pictures = [content.picture, *(one.picture for one in content.chain)]
    if not content.areas:
        told_pictures.append(content.areas_picture)
    seen: list[Picture] = []
    for one in told_pictures:
        if one is not None and one.rows and one.columns and one not in seen:
            seen.append(one)
            yield one
