"""Read one sheet of an XLSX file in a process of its own, with limits, and write it out as CSV.

A workbook is a zip of XML: a few hostile bytes can unpack to gigabytes, and two far-apart cells make
a reader fill everything between. Here that costs a child process, never the web server.

Run as a script: `python -I workbooks.py FILE [SHEET]`; knows nothing of the rest of the program.
"""

import copy
import csv
import json
import resource
import sys
import zipfile
from datetime import datetime, time
from pathlib import Path
from typing import Any, Final

UNPACKED_LIMIT: Final = 200 * 1024 * 1024
MEMORY_LIMIT: Final = 2 * 1024 * 1024 * 1024
SECONDS_LIMIT: Final = 300
MOST_SHEETS: Final = 200


class Refused(Exception):
    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code)
        self.code, self.parameters = code, parameters


def unpacked_size(path: Path, *, limit: int) -> int:
    """How large it really is unpacked: what the zip says of itself is not believed."""
    total = 0
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            honest = copy.copy(info)
            honest.file_size = limit + 1  # go on reading past the size it claims
            honest.CRC = None  # type: ignore[assignment]
            with archive.open(honest) as member:
                while block := member.read(1 << 20):
                    total += len(block)
                    if total > limit:
                        return total
    return total


def as_text(cell: Any) -> str:
    """A cell as somebody would have typed it, with dates and decimals that cannot be misread."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return "" if cell is None else str(cell)


def visible_sheets(workbook: Any) -> list[str]:
    return [sheet.name for sheet in workbook.sheets_metadata if "Visible" in str(sheet.visible)]


def sheet_of(workbook: Any, name: str) -> Any:
    names = list(workbook.sheet_names)
    if name and name not in names:
        raise Refused("sheet", sheet=name, sheets=", ".join(names))
    if name:
        return workbook.get_sheet_by_name(name)
    for candidate in visible_sheets(workbook) or names:
        sheet = workbook.get_sheet_by_name(candidate)
        if sheet.height:
            return sheet
    raise Refused("empty")


def write_sheet(path: Path, name: str) -> None:
    import python_calamine

    size = unpacked_size(path, limit=UNPACKED_LIMIT)
    if size > UNPACKED_LIMIT:
        raise Refused("workbook_size", megabytes=f"> {UNPACKED_LIMIT >> 20}", limit=UNPACKED_LIMIT >> 20)
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(str(path))
        sheet = sheet_of(workbook, name)
        out = csv.writer(sys.stdout, lineterminator="\n")
        out.writerow([sheet.name, *visible_sheets(workbook)[:MOST_SHEETS]])
        for row in sheet.iter_rows():  # from the sheet's first row, also where it is blank
            out.writerow([as_text(cell) for cell in row])
    except python_calamine.PasswordError as error:
        raise Refused("old_excel") from error
    except python_calamine.CalamineError as error:
        raise Refused("workbook", reason=str(error)[:200]) from error


def main(arguments: list[str]) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_LIMIT, SECONDS_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.reconfigure(encoding="utf-8", errors="replace", newline="")  # type: ignore[union-attr]
    try:
        write_sheet(Path(arguments[0]), arguments[1] if len(arguments) > 1 else "")
        sys.stdout.flush()
    except Refused as refused:
        sys.stderr.write(json.dumps({"code": refused.code, "parameters": refused.parameters}))
        return 3
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError) as error:
        sys.stderr.write(json.dumps({"code": "workbook", "parameters": {"reason": str(error)[:200]}}))
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
