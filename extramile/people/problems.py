"""What people's operations refuse, as codes with parameters that a page or an API puts into words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as noop

from extramile.core.tables import describe, remedy, tell
from extramile.core.tables.words import problem_words

# code: (what is wrong, what to do). Codes of plain values (missing, email, date...) are core.tables' own.
WORDS: Mapping[str, tuple[str, str]] = {
    "role_unknown": (
        noop("“%(value)s” is not a role."),
        noop("Use employee, coach, manager, insights_owner, board_reader, hr or administrator."),
    ),
    "kind_unknown": (
        noop("“%(value)s” is not a kind of unit."),
        noop("Use company, country, region, centre or team."),
    ),
    "time_zone_unknown": (noop("“%(value)s” is not a time zone."), noop("Write it as Europe/Amsterdam.")),
    "unit_unknown": (
        noop("There is no unit “%(value)s”, or there is more than one."),
        noop("Write its path from the top (Company/Region/Team) or its external id; import units first."),
    ),
    "employee_unknown": (
        noop("There is no employee with the number “%(value)s”."),
        noop("Add that person to the file, or correct the number."),
    ),
    "unit_name_taken": (noop("A unit called “%(value)s” is already there."), noop("Choose another name.")),
    "external_id_taken": (
        noop("The number “%(value)s” already belongs to another."),
        noop("Choose another one."),
    ),
    "email_taken": (
        noop("“%(value)s” already belongs to somebody else."),
        noop("Correct it, or leave it empty."),
    ),
    "cycle": (noop("A unit cannot be moved below itself."), noop("Choose another place.")),
    "unit_closed": (noop("“%(value)s” is closed."), noop("Choose a unit that is open.")),
    "unit_not_empty": (
        noop("There are still people or open units in “%(value)s”."),
        noop("Move them first."),
    ),
    "ends_before_start": (
        noop("The last day lies before the first."),
        noop("Correct one of the two dates."),
    ),
    "moved_before_start": (
        noop("This lies before the employee's first day (%(start)s)."),
        noop("Choose a later date."),
    ),
    "moved_later": (
        noop("This employee changes teams on %(date)s."),
        noop("Choose a later date."),
    ),
    "has_left": (
        noop("This employee left on %(date)s."),
        noop("To take them back, give a first day from then on."),
    ),
    "role_needs_unit": (noop("A manager needs a unit."), noop("Say which unit this person manages.")),
    "role_needs_employee": (noop("A coach needs employees."), noop("Say whom this person coaches.")),
    "role_without_scope": (noop("This role has no such scope."), noop("Leave it empty.")),
    "role_of_leaver": (
        noop("Somebody who has left cannot be given a role."),
        noop("Take this person back first."),
    ),
    "role_of_administrator": (
        noop("Only an administrator gives or takes this role."),
        noop("Ask an administrator to do it on the roles page."),
    ),
    "address_of_role_holder": (
        noop("Only an administrator changes the address of somebody with this person's role."),
        noop("Ask an administrator to do it."),
    ),
    "coach_of_oneself": (noop("Nobody coaches themselves."), noop("Choose somebody else.")),
    "database": (
        noop("This row could not be stored: %(reason)s"),
        noop("Import it again; tell your administrator if it happens twice."),
    ),
    "doubled_row": (
        noop("This number is already in row %(row)s."),
        noop("Keep one of the two rows."),
    ),
    "scope_unknown": (noop("A key must be for something."), noop("Choose one or more of the list.")),
    "not_by_card": (
        noop("%(value)s sees or does more than a card should open."),
        noop("Leave them out: they sign in by e-mail or passkey."),
    ),
    "bad_pin": (
        noop("This is too easy to guess, or not %(digits)s digits."),
        noop("Choose %(digits)s digits that are not a simple row, such as 123456 or 000000."),
    ),
}
for _code, (_what, _remedy) in WORDS.items():
    problem_words(_code, _what, _remedy)


class Refused(Exception):
    """Something that may not be done: which field, which value, and why."""

    def __init__(self, code: str, *, field: str = "", value: object = "", **parameters: Any) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.value = str(value)
        self.parameters: dict[str, Any] = {"value": self.value, **parameters}

    def __str__(self) -> str:
        return tell(self.code, self.parameters)

    @property
    def what(self) -> str:
        return describe(self.code, self.parameters)

    @property
    def remedy(self) -> str:
        return remedy(self.code, self.parameters)
