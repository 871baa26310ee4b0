"""Screen texts and their Dutch: extract, check and compile them, without the gettext programs.

    python tools/messages.py extract    find every translatable string; keep what is translated
    python tools/messages.py check      fail when a translation is missing, obsolete or has other placeholders
    python tools/messages.py compile    write the .mo files that the program reads
    python tools/messages.py extract web/monitor people     the same for these rooms alone
    python tools/messages.py prune      forget translations of strings that are gone

A source file belongs to the nearest folder above it that has a `locale` folder, else to its app. The .po
files hold no dates and no line numbers and are sorted, so that two people's changes merge.
"""

import argparse
import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import chain
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract as babel_extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "extramile"
LANGUAGES = ("nl",)
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "noop": None,  # the names under which some modules import these two
    "lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
STRING = r"""[uU]?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALL = re.compile(rf"\b(_|gettext|ngettext|pgettext|npgettext)\(((?:\s*{STRING}\s*,?)+)")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""

# What names a text: its context, if any, and the text itself or its singular and plural.
Key = tuple[str | None, str | tuple[str, str]]


def python_strings(path: Path) -> Iterator[Key]:
    found = babel_extract(
        "python", BytesIO(path.read_bytes()), keywords=KEYWORDS, options={"encoding": "utf-8"}
    )
    for _line, message, _comments, context in found:
        texts = message if isinstance(message, tuple) else (message,)
        yield context, (texts[0], texts[1]) if len(texts) > 1 else texts[0]

    yield from formatted_strings(path)


def formatted_strings(path: Path) -> Iterator[Key]:
    """Calls inside f"…": before Python 3.12 these are one token, and babel reads over them."""
    formatted = (node for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, ast.JoinedStr))
    for node in chain.from_iterable(map(ast.walk, formatted)):
        name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        if not isinstance(node, ast.Call) or name not in KEYWORDS:
            continue
        texts = [str(arg.value) for arg in node.args if isinstance(arg, ast.Constant)]
        context = texts.pop(0) if "pgettext" in name else None
        if texts:
            yield context, (texts[0], texts[1]) if len(texts) > 1 else texts[0]


def template_strings(path: Path) -> Iterator[Key]:
    """Django turns a template into something like Python in which only the texts are left."""
    for call in CALL.finditer(templatize(path.read_text(encoding="utf-8"), origin=str(path))):
        texts = [ast.literal_eval(text) for text in re.findall(STRING, call[2])]
        context = texts.pop(0) if call[1] in {"pgettext", "npgettext"} else None
        yield context, (texts[0], texts[1]) if call[1].startswith("n") else texts[0]


def room_of(path: Path) -> Path:
    above = [folder for folder in path.parents if folder.is_relative_to(SOURCE) and folder != SOURCE]
    for folder in above:
        if (folder / "locale").is_dir():
            return folder
    return next((folder for folder in above if (folder / "apps.py").exists()), SOURCE / "web")


def sources() -> Iterator[tuple[Path, Iterator[Key]]]:
    for path in sorted(SOURCE.rglob("*")):
        if "migrations" in path.parts or "node_modules" in path.parts:
            continue
        if path.suffix == ".py":
            yield path, python_strings(path)
        elif path.suffix in {".html", ".txt", ".mjml"} and "templates" in path.parts:
            yield path, template_strings(path)


def extracted() -> dict[Path, set[Key]]:
    rooms: dict[Path, set[Key]] = defaultdict(set)
    for path, strings in sources():
        found = {key for key in strings if key[1]}
        if found:
            rooms[room_of(path)] |= found
    return rooms


def catalogue_path(room: Path, language: str) -> Path:
    return room / "locale" / language / "LC_MESSAGES" / "django.po"


def read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale="nl", domain="django")
    with path.open("rb") as file:
        return read_po(file, locale="nl", domain="django")


def key_of(message: Message) -> Key:
    texts = message.id
    return message.context, (texts[0], texts[1]) if isinstance(texts, tuple | list) else texts


def is_translated(message: Message) -> bool:
    texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(texts)


def kept(catalogue: Catalog) -> dict[Key, Message]:
    """Every translation we have, obsolete ones too: a string that returns finds its Dutch again."""
    messages = [*catalogue.obsolete.values(), *(message for message in catalogue if message.id)]
    return {key_of(message): message for message in messages if is_translated(message)}


def merged(strings: Iterable[Key], old: Catalog, *, prune: bool) -> Catalog:
    known = kept(old)
    new = Catalog(locale="nl", domain="django")
    for key in strings:
        before = known.pop(key, None)
        new.add(key[1], before.string if before else None, context=key[0])
    for key, message in known.items():
        if not prune:
            new.obsolete[str(key)] = Message(key[1], message.string, context=key[0])
    return new


def write(catalogue: Catalog, path: Path, *, language: str) -> bool:
    buffer = BytesIO()
    write_po(buffer, catalogue, width=110, no_location=True, omit_header=True, sort_output=True)
    text = HEADER.format(language=language) + buffer.getvalue().decode("utf-8").strip() + "\n"
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True


def rooms_and_strings(only: Sequence[str] = ()) -> dict[Path, set[Key]]:
    """Every room that has something to translate, or once had."""
    rooms = dict(extracted())
    for path in SOURCE.rglob("locale/*/LC_MESSAGES/django.po"):
        rooms.setdefault(path.parents[3], set())
    wanted = {SOURCE / name for name in only}
    return {room: strings for room, strings in rooms.items() if not wanted or room in wanted}


def extract(only: Sequence[str] = (), *, prune: bool = False) -> int:
    rooms = rooms_and_strings(only)
    for room, strings in sorted(rooms.items()):
        for language in LANGUAGES:
            path = catalogue_path(room, language)
            catalogue = merged(strings, read(path), prune=prune)
            if write(catalogue, path, language=language):
                missing = sum(not is_translated(message) for message in catalogue if message.id)
                print(f"{path.relative_to(ROOT)}: {len(strings)} strings, {missing} to translate")
    return 0


def placeholders(text: str) -> list[str]:
    return sorted(set(PLACEHOLDER.findall(text)))


def message_problems(message: Message) -> Iterator[str]:
    if not is_translated(message):
        yield "is not translated"
        return
    if message.fuzzy:
        yield "is marked fuzzy"
    english, dutch = message.id, message.string
    if isinstance(english, tuple | list) and isinstance(dutch, tuple | list):
        # The singular may say "one" where the source has a number, never the other way around.
        if placeholders(dutch[-1]) != placeholders(english[1]):
            yield f"has other placeholders than {english[1]!r}"
    elif placeholders(str(dutch)) != placeholders(str(english)):
        yield f"has other placeholders: {dutch!r}"


def room_problems(strings: set[Key], catalogue: Catalog) -> Iterator[str]:
    present = {key_of(message): message for message in catalogue if message.id}
    for key in sorted(strings - present.keys(), key=str):
        yield f"{key[1]!r} is not in the catalogue"
    for key in sorted(present.keys() - strings, key=str):
        yield f"{key[1]!r} is in no source file any more"
    for message in catalogue.obsolete.values():
        yield f"{message.id!r} is obsolete; run prune"
    for key in present.keys() & strings:
        for problem in message_problems(present[key]):
            yield f"{key[1]!r} {problem}"


def problems(only: Sequence[str] = ()) -> list[str]:
    rooms = rooms_and_strings(only)
    found: list[str] = []
    for room, strings in sorted(rooms.items()):
        for language in LANGUAGES:
            path = catalogue_path(room, language)
            name = path.relative_to(ROOT)
            found += [f"{name}: {problem}" for problem in room_problems(strings, read(path))]
    return found


def check(only: Sequence[str] = ()) -> int:
    found = problems(only)
    for problem in found:
        print(problem)
    if found:
        print(f"{len(found)} to mend. Run: python tools/messages.py extract, then fill in the Dutch.")
    return 1 if found else 0


def compile_all() -> int:
    for path in SOURCE.rglob("locale/*/LC_MESSAGES/django.po"):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            continue
        buffer = BytesIO()
        write_mo(buffer, read(path))
        part = target.with_suffix(".part")
        part.write_bytes(buffer.getvalue())
        part.replace(target)
    return 0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=["extract", "check", "compile", "prune"])
    parser.add_argument("rooms", nargs="*", help="such as people or web/monitor; default: all")
    given = parser.parse_args(arguments)
    command = given.command
    if not settings.configured:  # templatize asks whether translation is on
        settings.configure(USE_I18N=True)
    if command in {"extract", "prune"}:
        return extract(given.rooms, prune=command == "prune")
    return check(given.rooms) if command == "check" else compile_all()


if __name__ == "__main__":
    sys.exit(main())
