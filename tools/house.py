"""The house rules that no linter knows. Prints each breach as file:line, and fails if there is one.

    python tools/house.py

Writes: a room's tables are written by its own operations alone. Time: read only at the doors. HTTP: only in
`web`. No signals. No inline script or style. Files of 400 lines at most. A README in every room.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST_LINES = 400
MOST_README_LINES = 60
ROOMS = frozenset(
    {
        "core", "people", "outbox", "contacts", "questionnaires", "intake",
        "invitations", "responses", "monitor", "actions", "engagement", "exports",
        "estimates", "evidence", "board",
    }
)  # fmt: skip
DOORS = frozenset({"web", "conductor", "cli"})

MANAGER_WRITES = frozenset(
    {"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "update", "delete"}
)
ROW_WRITES = frozenset({"save", "delete", "bulk_create", "bulk_update", "update_or_create", "get_or_create"})
NOT_ROWS = frozenset({"session", "cache", "storage", "default_storage", "image", "form", "self"})
SQL_WRITE = re.compile(
    r"\b(?:INSERT\s+INTO|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?|MERGE\s+INTO|COPY|UPDATE(?:\s+ONLY)?)\s+\"?"
    rf"({'|'.join(sorted(ROOMS))})_\w+"
)
SQL = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|CALL)\b")
SQL_TIME = re.compile(r"\b(now\(\)|clock_timestamp\(\)|current_timestamp|current_date|localtimestamp)", re.I)
TIMES = re.compile(
    r"(?:datetime\.)*datetime\.(?:now|utcnow|today)|(?:datetime\.)?date\.today|time\.time|clock\.now"
    r"|(?:timezone\.)?(?:localdate|localtime)|timezone\.now"
)
HTTP = (
    "django.http",
    "django.urls",
    "django.shortcuts",
    "django.views",
    "django.middleware",
    "ninja",
    "allauth",
)
SIGNALS = ("django.dispatch", "django.db.models.signals", "django.core.signals")
INLINE = (
    (re.compile(r"\sstyle\s*=\s*[\"']", re.I), "a style attribute: the policy forbids it; use a class"),
    (re.compile(r"<style\b", re.I), "inline style: the policy forbids it; use a file"),
    (re.compile(r"\son[a-z]+\s*=\s*[\"']", re.I), "an inline handler: the policy forbids it; use a module"),
    (re.compile(r"<script(?![^>]*\b(?:src|type=\"application/json\"))[^>]*>", re.I), "inline script"),
)


@dataclass(frozen=True, slots=True, order=True)
class Breach:
    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file below `extramile/`, read."""

    name: str  # "people/operations/roles.py"
    tree: ast.Module

    @property
    def room(self) -> str:
        return self.name.partition("/")[0].removesuffix(".py")

    @property
    def writes_its_own(self) -> bool:
        """core is tools, each of which keeps its own table; elsewhere only operations write."""
        inside = self.name.split("/")[1:]
        return self.room == "core" or bool(inside and inside[0].removesuffix(".py") == "operations")


def dotted(node: ast.expr) -> str:
    """`a.b.c` of an expression, as far as it is names; "" for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        left = dotted(node.value)
        return f"{left}.{node.attr}" if left else ""
    return ""


def root_of(node: ast.expr) -> str:
    """The name that a chain of attributes and calls begins with."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def through_manager(node: ast.expr) -> bool:
    """Whether a chain goes through `.objects`."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        if isinstance(node, ast.Attribute) and node.attr == "objects":
            return True
        node = node.func if isinstance(node, ast.Call) else node.value
    return False


def calls(source: Source) -> Iterator[ast.Call]:
    return (node for node in ast.walk(source.tree) if isinstance(node, ast.Call))


def texts(source: Source) -> Iterator[tuple[int, str]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def imports(source: Source) -> Iterator[tuple[int, str]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def models_in(source: Source) -> dict[str, str]:
    """Model names used here, and the room each comes from."""
    found = {}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            match = re.fullmatch(r"extramile\.(\w+)\.models(\..*)?", node.module)
            if match:
                found.update({alias.asname or alias.name: match[1] for alias in node.names})
    return found


def table_writes(source: Source) -> Iterator[Breach]:
    """`Model.objects...update()` and its kin."""
    known = models_in(source)
    for call in calls(source):
        if not isinstance(call.func, ast.Attribute) or call.func.attr not in MANAGER_WRITES:
            continue
        model = root_of(call.func.value)
        room = known.get(model)
        if room and through_manager(call.func.value) and not (room == source.room and source.writes_its_own):
            yield Breach(source.name, call.lineno, f"writes {model} of {room}: only {room}.operations may")


def row_writes(source: Source) -> Iterator[Breach]:
    """`row.save()` and `row.delete()`: whose row it is can't be seen, so only operations do it at all."""
    if source.writes_its_own:
        return
    known = models_in(source)
    for call in calls(source):
        if not isinstance(call.func, ast.Attribute) or call.func.attr not in ROW_WRITES:
            continue
        chain = call.func.value
        is_row = dotted(chain).rpartition(".")[2] not in NOT_ROWS and root_of(chain) not in known
        if is_row and not through_manager(chain):
            yield Breach(source.name, call.lineno, f".{call.func.attr}() outside operations")


def sql_writes(source: Source) -> Iterator[Breach]:
    for line, text in texts(source):
        for match in SQL_WRITE.finditer(text):
            if not (match[1] == source.room and source.writes_its_own):
                yield Breach(source.name, line, f"SQL that writes a table of {match[1]}")


def times(source: Source) -> Iterator[Breach]:
    """The time is an argument; only the doors read it."""
    if source.room in DOORS or source.name == "core/clock.py":
        return
    for call in calls(source):
        if TIMES.fullmatch(dotted(call.func)):
            yield Breach(
                source.name, call.lineno, f"reads the time ({dotted(call.func)}): take `now` as an argument"
            )
    for line, text in texts(source):
        if SQL.search(text) and SQL_TIME.search(text):
            yield Breach(source.name, line, "SQL that reads the time: pass `now` as a parameter")


def http_and_signals(source: Source) -> Iterator[Breach]:
    for line, name in imports(source):
        addresses = source.room == "cli" and name.startswith("django.urls")  # prints links, answers none
        if source.room != "web" and name.startswith(HTTP) and not addresses:
            yield Breach(source.name, line, f"imports {name}: HTTP lives in web")
        if name.startswith(SIGNALS):
            yield Breach(source.name, line, f"imports {name}: there are no signals")


def python_breaches(name: str, text: str) -> list[Breach]:
    """Of one file below `extramile/`."""
    source = Source(name, ast.parse(text))
    return sorted(
        {
            *table_writes(source),
            *row_writes(source),
            *sql_writes(source),
            *times(source),
            *http_and_signals(source),
        }
    )


def template_breaches(name: str, text: str) -> list[Breach]:
    lines = enumerate(text.splitlines(), start=1)
    return [
        Breach(name, number, what) for number, line in lines for form, what in INLINE if form.search(line)
    ]


def length_breaches(name: str, text: str) -> list[Breach]:
    length = text.count("\n") + 1
    return [Breach(name, 1, f"{length} lines: split it by subject")] if length > MOST_LINES else []


def readme_breaches(folder: Path, *, name: str) -> list[Breach]:
    readme = folder / "README.md"
    if not readme.exists():
        return [Breach(f"{name}/README.md", 1, "is missing: what is true, asked, done and promised here")]
    length = readme.read_text(encoding="utf-8").count("\n")
    return [Breach(f"{name}/README.md", 1, "is longer than a screen")] if length > MOST_README_LINES else []


def python_files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts)


def folders_with_a_readme() -> Iterator[Path]:
    for folder in (ROOT / "extramile", ROOT / "extramile" / "web"):
        for path in sorted(folder.iterdir()):
            if (path / "__init__.py").exists() and path.name != "templatetags":
                yield path
    yield ROOT / "extramile" / "core" / "postgres"
    yield from (ROOT / name for name in ("tests", "benchmarks", "tools", "deploy"))


def breaches() -> Iterator[Breach]:
    product = ROOT / "extramile"
    for path in python_files(product):
        yield from python_breaches(path.relative_to(product).as_posix(), path.read_text(encoding="utf-8"))
    for path in sorted(product.rglob("*.html")):
        if "mail" not in path.as_posix():  # mail programs know nothing but inline styles
            yield from template_breaches(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))
    for folder in ("extramile", "tests", "tools", "benchmarks"):
        for path in python_files(ROOT / folder):
            yield from length_breaches(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))
    for folder_path in folders_with_a_readme():
        yield from readme_breaches(folder_path, name=str(folder_path.relative_to(ROOT)))


def report(found: Iterable[Breach]) -> int:
    count = 0
    for breach in found:
        print(breach)
        count += 1
    print(f"{count} breaches of the house rules" if count else "the house rules hold")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(report(breaches()))
