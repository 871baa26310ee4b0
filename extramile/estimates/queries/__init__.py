"""What may be asked of the estimates."""

from extramile.estimates.queries.leanings import Leaning, pooled_employee, pooled_employees, pooled_units
from extramile.estimates.queries.movements import Moved, WhatMoved, movements

__all__ = [
    "Leaning",
    "Moved",
    "WhatMoved",
    "movements",
    "pooled_employee",
    "pooled_employees",
    "pooled_units",
]
