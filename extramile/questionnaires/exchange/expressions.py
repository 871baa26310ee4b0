"""Conditions as LimeSurvey ("Q1.NAOK == 'A1'") and SurveyJS ("{q1} anyof ['a']") write them, as logic."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from extramile.questionnaires.exchange.logic import (
    ALWAYS,
    NEVER,
    All,
    Either,
    Fact,
    Logic,
    Not,
    Unsayable,
    answered,
    compare,
    equal,
)

LONGEST: Final = 5_000
DEEPEST: Final = 40
# Resolves a name to (question, option); None: a name that is not a question's.
Names = Callable[[str], tuple[str, str] | None]

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<name>\{[^{}]+\})
    | (?P<number>-?\d+(?:\.\d+)?(?![\w.]))
    | (?P<sign>&&|\|\||==|!=|<>|<=|>=|[-=<>!(),\[\]+*/%^~])
    | (?P<word>\d+X\d+X[\w.]+|[^\W\d][\w.:]*)
    )""",
    re.VERBOSE,
)
_WORDS: Final = {
    "and": "&&", "or": "||", "not": "!", "eq": "=", "ne": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
    "equal": "=", "notequal": "<>", "less": "<", "lessorequal": "<=", "greater": ">", "greaterorequal": ">=",
    "contains": "contains", "contain": "contains", "anyof": "anyof", "allof": "allof", "noneof": "noneof",
    "notcontains": "notcontains", "notcontain": "notcontains", "empty": "empty", "notempty": "notempty",
}  # fmt: skip
_COMPARISONS: Final = frozenset(
    {"=", "<>", "<", "<=", ">", ">=", "contains", "notcontains", "anyof", "allof", "noneof"}
)
_FLIPPED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True, slots=True)
class Name:
    name: str


Operand = Name | str | float | bool | list[object]


def read_expression(text: str, names: Names) -> Logic:
    """Raises Unsayable for whatever is more than comparisons with and, or and not."""
    if len(text) > LONGEST:
        raise Unsayable
    reader = _Reader(_tokens(text), names)
    logic = reader.any_of(0)
    if reader.at < len(reader.tokens):
        raise Unsayable
    return logic


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    text, at = text.strip(), 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise Unsayable
        at = match.end()
        kind = match.lastgroup or ""
        tokens.append(_token(kind, match[kind]))
    return tokens


def _token(kind: str, value: str) -> tuple[str, str]:
    if kind == "text":
        return kind, re.sub(r"\\(.)", r"\1", value[1:-1])
    if kind == "name":
        return kind, value[1:-1].strip()
    if kind == "word" and value.lower() in _WORDS:
        return "sign", _WORDS[value.lower()]
    return kind, {"==": "=", "!=": "<>"}.get(value, value)


class _Reader:
    def __init__(self, tokens: Sequence[tuple[str, str]], names: Names) -> None:
        self.tokens, self.names, self.at = tokens, names, 0

    def sees(self, *signs: str) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at] in {("sign", sign) for sign in signs}

    def take(self, *signs: str) -> str:
        if not self.sees(*signs):
            return ""
        self.at += 1
        return self.tokens[self.at - 1][1]

    def any_of(self, depth: int) -> Logic:
        parts = [self.all_of(depth)]
        while self.take("||"):
            parts.append(self.all_of(depth))
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def all_of(self, depth: int) -> Logic:
        parts = [self.one(depth)]
        while self.take("&&"):
            parts.append(self.one(depth))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def one(self, depth: int) -> Logic:
        if depth > DEEPEST:
            raise Unsayable
        if self.take("!"):
            return Not(self.one(depth + 1))
        if self._opens_logic():
            self.take("(")
            inner = self.any_of(depth + 1)
            if not self.take(")"):
                raise Unsayable
            return inner
        return self.comparison()

    def _opens_logic(self) -> bool:
        return self.sees("(")

    def comparison(self) -> Logic:
        called = self._call()
        if called is not None:
            return called
        left = self.operand()
        for sign in ("empty", "notempty"):
            if self.take(sign):
                fact = self._fact(left, answered)
                return fact if sign == "notempty" else Not(fact)
        sign = self.take(*_COMPARISONS)
        if not sign:
            return self._alone(left)
        right = self.operand()
        if isinstance(right, Name) and not isinstance(left, Name):
            left, right, sign = right, left, _FLIPPED.get(sign, sign)
        if isinstance(right, Name):  # one question against another
            raise Unsayable
        return self._compared(left, sign, right)

    def _call(self) -> Logic | None:
        """is_empty(Q1), !is_empty(Q1)"""
        ahead = self.tokens[self.at : self.at + 2]
        if len(ahead) < 2 or ahead[0][0] != "word" or ahead[1] != ("sign", "("):
            return None
        if ahead[0][1].lower() not in {"is_empty", "isempty", "empty"}:
            raise Unsayable
        self.at += 2
        about = self.operand()
        if not self.take(")"):
            raise Unsayable
        return Not(self._fact(about, answered))

    def operand(self) -> Operand:
        if self.take("["):
            return self._list()
        if self.at >= len(self.tokens):
            raise Unsayable
        kind, value = self.tokens[self.at]
        if kind == "sign":
            raise Unsayable
        self.at += 1
        if kind == "text":
            return value
        if kind == "number":
            return float(value)
        if kind == "word" and value.lower() in {"true", "false"}:
            return value.lower() == "true"
        return Name(value)

    def _list(self) -> list[object]:
        values: list[object] = []
        while not self.take("]"):
            values.append(self.operand())
            if not self.sees("]") and not self.take(","):
                raise Unsayable
        return values

    def _alone(self, left: Operand) -> Logic:
        """A name alone is true when it is answered with yes or something; 1 is always."""
        if isinstance(left, Name):
            return self._fact(left, answered)
        if left in (1, True, "1"):
            return ALWAYS
        if left in (0, False, "0", ""):
            return NEVER
        raise Unsayable

    def _compared(self, left: Operand, sign: str, right: Operand) -> Logic:
        wanted = list(right) if isinstance(right, list) else [right]
        if sign in {"=", "<>"} and wanted == [""]:
            fact = self._fact(left, answered)
            return fact if sign == "<>" else Not(fact)
        if sign in _FLIPPED:
            return self._fact(left, compare(sign, right))
        each = [self._chosen(left, one) for one in wanted]
        if sign in {"=", "anyof"} or (sign == "contains" and len(each) == 1):
            return each[0] if len(each) == 1 else Either(tuple(each))
        if sign in {"allof", "contains"}:
            return All(tuple(each))
        return Not(Either(tuple(each)))

    def _chosen(self, left: Operand, wanted: object) -> Logic:
        """Equal to it; of several choices: this one among them."""
        question, option = self._resolved(left)
        if option:  # LimeSurvey: each choice is a name of its own, "Y" when ticked
            ticked = Fact(question, answered, option)
            return ticked if str(wanted).upper() == "Y" else Not(ticked)
        among = self.names(f"{question}\0{_as_code(wanted)}")
        if among is not None:
            return Fact(among[0], answered, among[1])
        return Fact(question, equal(wanted))

    def _fact(self, left: Operand, test: Callable[..., bool]) -> Fact:
        question, option = self._resolved(left)
        return Fact(question, test, option)

    def _resolved(self, left: Operand) -> tuple[str, str]:
        if not isinstance(left, Name):
            raise Unsayable
        found = self.names(left.name)
        if found is None:
            raise Unsayable(left.name)
        return found


def _as_code(wanted: object) -> str:
    """2.0 is the option "2"."""
    if isinstance(wanted, float) and wanted.is_integer():
        return str(int(wanted))
    return str(wanted)
