"""Problems in words: what is wrong, and what to do. In the language of whoever reads them."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

# code: (what is wrong, what to do). Parameters by name: %(expected)s.
_WORDS: Final[dict[str, tuple[str, str]]] = {
    # the file as a whole
    "empty": (noop("The file is empty."), noop("Export it again, with at least a heading and one row.")),
    "header_only": (
        noop("The file has a heading, but no rows below it."),
        noop("Check the period that was exported, and export it again."),
    ),
    "not_text": (
        noop("This is not a CSV or XLSX file."),
        noop("Save it as CSV (UTF-8) or as an Excel workbook (.xlsx), and upload that."),
    ),
    "old_excel": (
        noop("This is an Excel file of before 2007 (.xls), or one with a password."),
        noop("Open it in Excel, save it as “Excel workbook (.xlsx)” without a password, and upload that."),
    ),
    "workbook": (
        noop("This workbook cannot be read: %(reason)s."),
        noop("Open it in a spreadsheet program, save it again as .xlsx or CSV, and upload that."),
    ),
    "workbook_size": (
        noop("Unpacked, this workbook would be %(megabytes)s MB; at most %(limit)s MB is read."),
        noop("Save the sheet as CSV: that has no limit on its number of rows."),
    ),
    "sheet": (
        noop("There is no sheet “%(sheet)s” in this workbook."),
        noop("Choose one of: %(sheets)s."),
    ),
    "too_many_columns": (
        noop("The heading has %(got)s columns; at most %(limit)s are read."),
        noop("Remove the columns that are not needed, and upload it again."),
    ),
    "too_large": (
        noop("The file is larger than %(limit)s MB."),
        noop("Split it, or ask your administrator to raise EXTRAMILE_UPLOAD_LIMIT_MB."),
    ),
    "column_twice": (
        noop("Two columns were chosen for “%(field)s”."),
        noop("Choose one of them; keep the other under its own heading, or leave it out."),
    ),
    "encoding": (
        noop("The file cannot be read as %(encoding)s."),
        noop("Leave the encoding to be found by itself, or save the file as UTF-8."),
    ),
    "changed": (
        noop("The file changed after this import began."),
        noop("Upload the new file as a new import: rows that are in already are not doubled."),
    ),
    "gone": (
        noop("The file of this import is no longer here."),
        noop("Upload it again: rows that are in already are not doubled."),
    ),
    "disk_full": (
        noop("There was no room left on the disk."),
        noop("Make room, then press “Go on”: the import goes on where it stopped."),
    ),
    "unmapped": (
        noop("No column was chosen for: %(fields)s."),
        noop("Choose the column that holds it."),
    ),
    "broken": (
        noop("The import stopped on an error of the program: %(reason)s."),
        noop(
            "Press “Go on” to try again from where it stopped; tell your administrator if it happens twice."
        ),
    ),
    # a row
    "ragged": (
        noop("This row has %(got)s values where the heading has %(expected)s."),
        noop("Look for a missing or extra separator, or a line break outside quotes."),
    ),
    "quotes": (
        noop("The quotes in this row do not match up."),
        noop('Write a quote inside a quoted value twice (""), and close each value with a quote.'),
    ),
    "damaged": (
        noop("This row holds characters that are not valid UTF-8."),
        noop("Save the file as UTF-8 in one go, or type the damaged words again."),
    ),
    # a value
    "missing": (noop("This is empty, and it is needed."), noop("Fill it in.")),
    "too_long": (
        noop("This has %(got)s characters; at most %(longest)s are kept."),
        noop("Shorten it."),
    ),
    "characters": (
        noop("This holds invisible control characters."),
        noop("Delete them: type the value again."),
    ),
    "date": (noop("This is not a date."), noop("Write it as 2026-02-03 14:05 or 3-2-2026 14:05.")),
    "date_impossible": (noop("This day or time does not exist."), noop("Correct the date.")),
    "date_order": (
        noop("Read in the order chosen for this column (%(order)s), this has no such month."),
        noop("Choose the other order of day and month for this column, or write 2026-02-03."),
    ),
    "date_range": (noop("This year cannot be right."), noop("Correct the year.")),
    "future": (
        noop("This lies in the future."),
        noop("Import the job when it is finished, or correct the date."),
    ),
    "number": (
        noop("This is not a number."),
        noop("Write digits, with “%(sign)s” before the decimals as in the rest of the column."),
    ),
    "number_range": (noop("This number is too large."), noop("Correct the number.")),
    "integer": (noop("This is not a whole number."), noop("Write a whole number.")),
    "yesno": (noop("This is neither yes nor no."), noop("Write yes or no (or ja or nee).")),
    "email": (
        noop("This is not an e-mail address."),
        noop("Correct it, or leave it empty if there is none."),
    ),
    "mobile": (
        noop("This is not a telephone number."),
        noop("Write it as +31612345678, or with the local 0 of %(region)s; or leave it empty."),
    ),
    "language": (noop("This is not a language."), noop("Write a code such as en, nl, de or fr.")),
}


def problem_words(code: str, what: str, remedy_text: str) -> None:
    """A room adds the words of its own codes, marked with gettext_noop."""
    _WORDS[code] = (what, remedy_text)


def known_codes() -> frozenset[str]:
    return frozenset(_WORDS)


def _say(text: str, parameters: Mapping[str, object]) -> str:
    try:
        return _(text) % parameters
    except (KeyError, ValueError, TypeError):
        return _(text)


def describe(code: str, parameters: Mapping[str, object]) -> str:
    """What is wrong, in a sentence."""
    return _say(_WORDS[code][0], parameters) if code in _WORDS else code.replace("_", " ")


def remedy(code: str, parameters: Mapping[str, object]) -> str:
    """What to do about it, in a sentence."""
    return _say(_WORDS[code][1], parameters) if code in _WORDS else ""


def tell(code: str, parameters: Mapping[str, object]) -> str:
    return f"{describe(code, parameters)} {remedy(code, parameters)}".strip()
