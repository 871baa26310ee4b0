"""Units and employees from rows of a file or an API call. Repeating the rows changes nothing.

A row says what is so; an empty cell says nothing, so what is known stays. Give the rows of one call together:
a coach may stand above the people coached; or a file some at a time, with `waits`. Each row is counted once
and stands or falls by itself.
"""

from extramile.people.operations.imports.people import import_people, import_roles
from extramile.people.operations.imports.units import import_units

__all__ = ["import_people", "import_roles", "import_units"]
