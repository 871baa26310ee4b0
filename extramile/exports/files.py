"""Where the files lie: in the data folder, for the program's own eyes."""

from pathlib import Path

from django.conf import settings

from extramile.exports.models import Export

PART = ".part"


def folder() -> Path:
    found: Path = settings.EXPORTS
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def path_of(export: Export) -> Path:
    return folder() / f"{export.pk}.{export.format}"


def part_of(export: Export) -> Path:
    """Being written: never taken for a whole one."""
    path = path_of(export)
    return path.with_name(path.name + PART)


def scratch_of(export: Export) -> Path:
    """What a workbook lays aside while it is made."""
    return folder() / f"{export.pk}.scratch"


def number_of(path: Path) -> int | None:
    """Whose file this is, by its name."""
    head = path.name.partition(".")[0]
    return int(head) if head.isascii() and head.isdigit() else None
