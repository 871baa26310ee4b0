"""What can be wrong with groups, floors and figures, and what to do about it.

DisclosureError
├── LoweredFloorError        a floor below 5 (nodes) or 10 (cuts)
├── TooFewError              a figure of fewer answers than may be told
├── UnknownPeopleError       a group of atoms that are not there, or named twice
├── SameKeyError             two groups of one key
└── NotPossibleError         a sum that these answers cannot have
"""

from extramile.stats.errors import StatsError


class DisclosureError(StatsError):
    """Everything this package raises on purpose."""


class LoweredFloorError(DisclosureError):
    def __init__(self, name: str, least: int, given: object) -> None:
        super().__init__(f"The floor of a {name} may be raised, never lowered: {given} is below {least}.")


class TooFewError(DisclosureError):
    def __init__(self, n: int, least: int) -> None:
        super().__init__(f"A figure of {n} answers may not be told: {least} at least. Withhold the group.")


class UnknownPeopleError(DisclosureError):
    def __init__(self, key: str) -> None:
        super().__init__(f"Group {key!r} names atoms that are not there, or one twice. Make it with `union`.")


class SameKeyError(DisclosureError):
    def __init__(self, key: str) -> None:
        super().__init__(f"Two groups have the key {key!r}. Put the wave into the key.")


class NotPossibleError(DisclosureError):
    def __init__(self, what: str) -> None:
        super().__init__(f"These answers cannot be: {what}. Hand in counts and sums of the same answers.")
