"""How often one may try: per person and per machine, so that neither a guesser nor a flood gets far."""

from dataclasses import dataclass
from datetime import datetime

from extramile.core import limits

MINUTE = 60
HOUR = 60 * MINUTE


@dataclass(frozen=True, slots=True)
class Limit:
    kind: str
    most: int
    seconds: int

    def allow(self, key: str, *, now: datetime) -> bool:
        return limits.allow(self.kind, key, limit=self.most, seconds=self.seconds, now=now)

    def forgive(self, key: str) -> None:
        limits.forgive(self.kind, key)


CODES_PER_PERSON = Limit("sign-in-code-person", 5, HOUR)
CODES_PER_MACHINE = Limit("sign-in-code-machine", 60, HOUR)
GUESSES_PER_PERSON = Limit("sign-in-guess-person", 10, HOUR)
GUESSES_PER_MACHINE = Limit("sign-in-guess-machine", 100, HOUR)
PINS_PER_CARD = Limit("card-pin", 5, 15 * MINUTE)
PINS_PER_CARD_A_DAY = Limit("card-pin-day", 25, 24 * HOUR)
PINS_PER_MACHINE = Limit("card-machine", 60, HOUR)
