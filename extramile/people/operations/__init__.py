"""What may be done with units and people. The only code that writes this room's tables."""

from extramile.people.operations.cards import (
    PrintedCard,
    choose_pin,
    find_card,
    make_cards,
    revoke_card,
    revoke_cards_of,
    right_pin,
)
from extramile.people.operations.employees import (
    add_employee,
    change_employee,
    end_employee,
    move_employee,
    take_back_employee,
)
from extramile.people.operations.imports import import_people, import_roles, import_units
from extramile.people.operations.keys import SCOPES, find_api_key, make_api_key, revoke_api_key
from extramile.people.operations.roles import end_role, grant_role
from extramile.people.operations.units import add_unit, change_unit, close_unit, move_unit
from extramile.people.operations.users import add_user, choose_language

__all__ = [
    "SCOPES",
    "PrintedCard",
    "add_employee",
    "add_unit",
    "add_user",
    "change_employee",
    "change_unit",
    "choose_language",
    "choose_pin",
    "close_unit",
    "end_employee",
    "end_role",
    "find_api_key",
    "find_card",
    "grant_role",
    "import_people",
    "import_roles",
    "import_units",
    "make_api_key",
    "make_cards",
    "move_employee",
    "move_unit",
    "revoke_api_key",
    "revoke_card",
    "revoke_cards_of",
    "right_pin",
    "take_back_employee",
]
