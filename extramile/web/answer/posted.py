"""What a form of this door sent. Names of its own begin with a hyphen: no question's key does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self
from urllib.parse import parse_qsl

from django.http import HttpRequest

from extramile.questionnaires.points import gathered

MOST_BYTES: Final = 1024 * 1024
MOST_FIELDS: Final = 2000


class TooMuchError(Exception):
    """Bigger than any honest answer."""


def _length(request: HttpRequest) -> int:
    raw = request.META.get("CONTENT_LENGTH") or "0"
    return int(raw) if raw.isascii() and raw.isdigit() else 0


def _moment(raw: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(raw)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


@dataclass(frozen=True, slots=True)
class Posted:
    typed: Mapping[str, list[str]]  # answers alone
    own: Mapping[str, str]

    @classmethod
    def read(cls, request: HttpRequest) -> Self:
        if _length(request) > MOST_BYTES:
            raise TooMuchError
        typed: dict[str, list[str]] = {}
        own: dict[str, str] = {}
        for name, value in _pairs(request):
            if name.startswith("-"):
                own[name] = value
            else:
                typed.setdefault(name, []).append(value)
        return cls(typed, own)

    @property
    def submitted(self) -> dict[str, object]:
        """Several values stay a list; one value is itself; points are brought together by question."""
        return gathered({key: values if len(values) > 1 else values[0] for key, values in self.typed.items()})

    @property
    def language(self) -> str:
        return self.own.get("-language", "")[:16]

    @property
    def switch(self) -> str:
        """Another language for the same page."""
        return self.own.get("-switch", "")[:16]

    @property
    def is_partial(self) -> bool:
        return "-partial" in self.own

    @property
    def wants_next(self) -> bool:
        return self.own.get("-step") == "next"

    @property
    def is_complete(self) -> bool:
        return not self.is_partial and not self.wants_next

    @property
    def seen(self) -> datetime | None:
        return _moment(self.own.get("-seen", ""))

    @property
    def number(self) -> str:
        """The random number of a walk-in page."""
        return self.own.get("-number", "")


def _pairs(request: HttpRequest) -> list[tuple[str, str]]:
    if request.content_type == "multipart/form-data":  # no browser sends our form so; a program may
        return [(name, value) for name, values in request.POST.lists() for value in values]
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise TooMuchError
    try:
        return parse_qsl(body.decode("ascii", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise TooMuchError from error
