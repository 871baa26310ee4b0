"""One spelling for each JSON value, so that a hash says whether two are the same. Pure."""

import hashlib
import json
import math
from typing import Any


def plain(value: Any) -> Any:
    """As JSON keeps it: a whole number without a fraction, no number as None, an endless one as a word.

    A database that keeps JSON as decimals gives back what this gives, so hashes stay the same.
    """
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, float):
        return _number(value)
    return value


def _number(value: float) -> float | int | str | None:
    if math.isnan(value):
        return None
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return int(value) if value.is_integer() else value


def canonical(value: Any) -> str:
    return json.dumps(
        plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def fingerprint(value: Any) -> str:
    """SHA-256 over the canonical form, as hexadecimal."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def differences(before: Any, now: Any, *, where: str = "") -> list[list[Any]]:
    """What is not the same to the last digit, as [where, before, now]."""
    if isinstance(before, dict) and isinstance(now, dict):
        keys = sorted(before.keys() | now.keys())
        found = [differences(before.get(key), now.get(key), where=f"{where}/{key}") for key in keys]
        return [one for part in found for one in part]
    if isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        found = [
            differences(*pair, where=f"{where}/{place}")
            for place, pair in enumerate(zip(before, now, strict=True))
        ]
        return [one for part in found for one in part]
    return [] if before == now else [[where, before, now]]
