"""From bytes to a tree, however hostile: limits on size, depth and number, no entities, no doctypes."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final
from xml.parsers import expat

from django.utils.translation import gettext as _

from extramile.questionnaires.exchange.carried import refuse

MOST_BYTES: Final = 10 * 1024 * 1024
DEEPEST: Final = 64
MOST_ELEMENTS: Final = 500_000
Row = dict[str, str]  # of a LimeSurvey table: column -> text
Tables = dict[str, list[Row]]


def check_size(data: bytes) -> None:
    if not data.strip():
        raise refuse("", _("The file is empty. Export the survey again."))
    if len(data) > MOST_BYTES:
        raise refuse(
            "", _("The file is larger than 10 MB. Export the survey without its answers and its pictures.")
        )


def read_json(data: bytes) -> Any:
    """JSON in UTF-8 (or UTF-16 with its mark), not nested too deep."""
    check_size(data)
    text = _decoded(data)
    _check_depth(text)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = _("line %(line)s") % {"line": error.lineno}
        raise refuse(
            place, _("This is not JSON from here on. Export the survey again, as a file.")
        ) from error
    except (RecursionError, ValueError) as error:
        raise refuse("", _("A number or a list in it is beyond reason. Is this a survey?")) from error


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise refuse(
            _("line %(line)s") % {"line": line},
            _("There are characters here that are not UTF-8. Save the file as UTF-8, or export it again."),
        ) from error


_BRACKETS = re.compile(r'"(?:[^"\\]++|\\.)*+"|[\[{]|[\]}]', re.DOTALL)


def _check_depth(text: str) -> None:
    """Before a parser climbs it: `[[[[[…` of a megabyte is no survey."""
    depth = 0
    for match in _BRACKETS.finditer(text):
        if match[0] in "[{":
            depth += 1
            if depth > DEEPEST:
                line = text.count("\n", 0, match.start()) + 1
                raise refuse(
                    _("line %(line)s") % {"line": line},
                    _("The file is nested deeper than %(deepest)s levels here. Export it again.")
                    % {"deepest": DEEPEST},
                )
        elif match[0] in "]}":
            depth -= 1


def as_list(raw: object) -> list[Any]:
    """A list, or the values of a mapping that stands for one (as PHP writes it); else nothing."""
    if isinstance(raw, dict):
        return list(raw.values())
    return raw if isinstance(raw, list) else []


def as_dict(raw: object) -> dict[str, Any]:
    """A mapping; PHP writes an empty one as an empty list."""
    return raw if isinstance(raw, dict) else {}


class _TableReader:
    """document / table / rows / row / column -> text. What stands elsewhere is passed over."""

    def __init__(self) -> None:
        self.tables: Tables = {}
        self.facts: dict[str, list[str]] = {}  # what stands right under the document, such as its languages
        self.path: list[str] = []
        self.text: list[str] = []
        self.elements = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text.append
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.EntityDeclHandler = self.doctype

    def doctype(self, *_given: object) -> None:
        raise refuse(
            self.place,
            _("The file declares a document type or entities. LimeSurvey never does: export it again there."),
        )

    @property
    def place(self) -> str:
        return _("line %(line)s") % {"line": self.parser.CurrentLineNumber}

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self.path.append(name)
        self.elements += 1
        if len(self.path) > DEEPEST or self.elements > MOST_ELEMENTS:
            raise refuse(
                self.place,
                _("From here on there is more in this file than in any survey. Export no answers."),
            )
        if len(self.path) == 4 and self.path[2:] == ["rows", "row"]:
            self.tables.setdefault(self.path[1], []).append({})
        self.text.clear()

    def end(self, name: str) -> None:
        text = "".join(self.text)
        if len(self.path) == 5 and self.path[2:4] == ["rows", "row"]:
            self.tables[self.path[1]][-1][name] = text
        elif 2 <= len(self.path) <= 3 and text.strip():
            self.facts.setdefault(self.path[1], []).append(text.strip())
        self.path.pop()
        self.text.clear()


def read_tables(data: bytes) -> tuple[Tables, dict[str, list[str]]]:
    """The tables of a LimeSurvey structure, and the facts above them."""
    check_size(data)
    reader = _TableReader()
    try:
        for piece in _pieces(data):
            reader.parser.Parse(piece, False)
        reader.parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise refuse(
            _("line %(line)s") % {"line": error.lineno},
            _("This is not proper XML from here on. Export the survey again (as .lss), and do not edit it."),
        ) from error
    except (LookupError, ValueError) as error:
        if hasattr(error, "problems"):
            raise
        raise refuse("", _("The file names an encoding that is unknown. Save it as UTF-8.")) from error
    return reader.tables, reader.facts


def _pieces(data: bytes, size: int = 1 << 16) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))
