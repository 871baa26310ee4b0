"""A content as text and back, without loss: what is frozen is these very characters."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass, replace
from enum import StrEnum
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from extramile.board.content import Content


def to_text(content: Content) -> str:
    return json.dumps(asdict(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_text(text: str) -> Content:
    content: Content = _made(Content, json.loads(text))
    return content


def fingerprint_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _made(kind: Any, values: dict[str, Any]) -> Any:
    """Fields that a report of an earlier version lacks have their default; those it has too many are left."""
    hints = get_type_hints(kind)
    known = {
        one.name: _value(hints[one.name], values[one.name]) for one in fields(kind) if one.name in values
    }
    return kind(**known)


def _value(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if get_origin(hint) is UnionType or type(None) in get_args(hint):
        return _value(next(one for one in get_args(hint) if one is not type(None)), value)
    if get_origin(hint) is tuple:
        inner = get_args(hint)
        if len(inner) == 2 and inner[1] is Ellipsis:
            return tuple(_value(inner[0], one) for one in value)
        return tuple(_value(one, each) for one, each in zip(inner, value, strict=True))
    if is_dataclass(hint):
        return _made(hint, value)
    return hint(value) if isinstance(hint, type) and issubclass(hint, StrEnum) else value


def without_words(content: Content) -> Content:
    """Customers' words stand apart from the frozen text: a customer may have them erased."""
    bare = tuple(replace(one, words="") for one in content.customers_words)
    return replace(content, customers_words=bare)


def with_words(content: Content, words: Mapping[int, str]) -> Content:
    """By the number in the draw. What is not there any more was erased, and says so."""
    return replace(
        content,
        customers_words=tuple(
            replace(one, words=words.get(one.number, ""), is_erased=not words.get(one.number))
            for one in content.customers_words
        ),
    )
