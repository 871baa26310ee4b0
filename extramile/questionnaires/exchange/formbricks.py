"""A survey of Formbricks, in JSON as its API gives it: questions, or blocks of elements; jumps between."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from extramile.questionnaires.definition import SCALES, Kind
from extramile.questionnaires.exchange import remedies
from extramile.questionnaires.exchange.carried import Carried, refuse
from extramile.questionnaires.exchange.drafting import (
    Drafter,
    Found,
    Option,
    Texts,
    check_number,
    language_tag,
)
from extramile.questionnaires.exchange.logic import (
    ALWAYS,
    All,
    Either,
    Fact,
    Logic,
    Not,
    answered,
    compare,
    equal,
)
from extramile.questionnaires.exchange.opening import as_dict, as_list
from extramile.questionnaires.exchange.paths import END, Stop, ways
from extramile.questionnaires.exchange.plain import words_of

PROGRAM: Final = "Formbricks"
Element = Mapping[str, Any]
_IMPOSSIBLE: Final = Fact("\0", lambda _given: False)
COMPARED: Final = {
    "isLessThan": "<", "isLessThanOrEqual": "<=", "isGreaterThan": ">", "isGreaterThanOrEqual": ">=",
    "lessThan": "<", "lessEqual": "<=", "greaterThan": ">", "greaterEqual": ">=",
}  # fmt: skip


def is_formbricks(raw: object) -> bool:
    survey = as_dict(_unwrapped(raw))
    elements = [*as_list(survey.get("questions"))]
    elements += [
        one for block in as_list(survey.get("blocks")) for one in as_list(as_dict(block).get("elements"))
    ]
    return any("headline" in as_dict(one) and "type" in as_dict(one) for one in elements)


def _unwrapped(raw: object) -> object:
    """The API answers {"data": …}; an export stands in a list of one."""
    for _level in range(3):
        if isinstance(raw, list) and len(raw) == 1:
            raw = raw[0]
        elif isinstance(raw, dict) and isinstance(raw.get("data"), (dict, list)) and "questions" not in raw:
            raw = raw["data"]
        elif isinstance(raw, dict) and isinstance(raw.get("survey"), dict):
            raw = raw["survey"]
    return raw


def read_formbricks(raw: object) -> Carried:
    survey = _unwrapped(raw)
    if not isinstance(survey, dict):
        raise refuse("", _("There are several surveys in this file. Export the one that you want to bring."))
    return _Survey(survey).carried()


class _Survey:
    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw
        spoken = [as_dict(one) for one in as_list(raw.get("languages"))]
        codes = [
            (language_tag(as_dict(one.get("language")).get("code")), one.get("default") is True)
            for one in spoken
        ]
        self.base = next((code for code, is_default in codes if is_default and code), "en")
        self.draft = Drafter(
            PROGRAM, languages=[self.base, *(code for code, _first in codes)], name=words_of(raw.get("name"))
        )
        self.blocks = self._blocks()
        self.elements = [element for block in self.blocks for element in block[1]]
        check_number(len(self.elements))
        self.kinds: dict[str, Found] = {}
        self.ids = {
            str(one.get("id")): _name(block, place)
            for place, (block, elements) in enumerate(self.blocks)
            for one in [block, *elements]
        }

    def texts(self, raw: object) -> dict[str, object]:
        if not isinstance(raw, dict):
            return {self.base: raw} if raw else {}
        own = {language_tag(name): text for name, text in raw.items() if language_tag(name)}
        return {**own, self.base: raw["default"]} if "default" in raw else own

    def _blocks(self) -> list[tuple[Element, list[Element]]]:
        """Newer surveys have blocks of elements; in older ones each question is its own."""
        blocks = [as_dict(one) for one in as_list(self.raw.get("blocks"))]
        if blocks:
            return [(one, [as_dict(each) for each in as_list(one.get("elements"))]) for one in blocks]
        return [(one, [one]) for one in map(as_dict, as_list(self.raw.get("questions")))]

    def carried(self) -> Carried:
        self._cards()
        found = {str(one.get("id", "")): list(self._read(one)) for one in self.elements}
        self.kinds = {each.code: each for several in found.values() for each in several}
        coming = ways([self._stop(number, block) for number, (block, _elements) in enumerate(self.blocks)])
        for number, (block, elements) in enumerate(self.blocks):
            logic = coming[_name(block, number)]
            for element in elements:
                for each in found[str(element.get("id", ""))]:
                    self._add(each, logic)
        return self.draft.done()

    def _cards(self) -> None:
        welcome = as_dict(self.raw.get("welcomeCard"))
        if welcome.get("enabled"):
            title, more = (
                self.texts(welcome.get("headline")),
                self.texts(welcome.get("html") or welcome.get("subheader")),
            )
            self.draft.add(Found("welcome", Kind.STATEMENT, title or more, help=more if title else {}))
        thanks = as_dict(self.raw.get("thankYouCard"))
        endings = [as_dict(one) for one in as_list(self.raw.get("endings"))]
        endings = [one for one in endings if one.get("type") != "redirectToUrl"] or [thanks]
        self.draft.page_text("thanks", self.texts(endings[0].get("headline")))
        self.draft.page_text("thanks_help", self.texts(endings[0].get("subheader")))
        if len(endings) > 1:
            self.draft.note(
                _("the end"),
                endings[1].get("headline"),
                _("There is one thank-you here: the first came along."),
                _("Write the others under “Words of the page itself”."),
            )

    def _read(self, element: Element) -> Iterator[Found]:
        kind, code = str(element.get("type", "")), str(element.get("id", "") or "?")
        title = self.texts(element.get("headline"))
        reader = READERS.get(kind)
        if reader is None:
            told = _personal() if kind in {"address", "contactInfo"} else remedies.no_such_kind(kind or "?")
            self.draft.leave_out(code, title.get(self.base), *told)
            return
        for found in reader(self, element, code, title):
            found.help = found.help or self.texts(element.get("subheader"))
            found.required = element.get("required") is True and found.kind is not Kind.STATEMENT
            yield found

    def _add(self, found: Found, logic: Logic | None) -> None:
        if logic is None:
            found.notes.append(remedies.jump())
        found.logic = ALWAYS if logic is None else logic
        self.draft.add(found)

    # --- jumps

    def _stop(self, number: int, block: Element) -> Stop:
        ids = self.ids
        stop = Stop(_name(block, number))
        for one in map(as_dict, as_list(block.get("logic"))):
            for target in _targets(one):
                stop.jumps.append((self._condition(block, one), ids.get(target, END)))
        fallback = block.get("logicFallback")
        stop.otherwise = ids.get(str(fallback), END) if fallback else ""
        return stop

    def _condition(self, block: Element, one: Element) -> Logic:
        if "conditions" in one:
            return self._group(as_dict(one["conditions"]), depth=0)
        return self._test(str(block.get("id", "")), str(one.get("condition", "")), one.get("value"))

    def _group(self, group: Element, *, depth: int) -> Logic:
        if depth > 20:
            return _IMPOSSIBLE
        parts: list[Logic] = []
        for one in map(as_dict, as_list(group.get("conditions"))):
            if "conditions" in one:
                parts.append(self._group(one, depth=depth + 1))
            else:
                left, right = as_dict(one.get("leftOperand")), as_dict(one.get("rightOperand"))
                known = (
                    left.get("type") in {"question", "element"} and right.get("type", "static") == "static"
                )
                name = str(left.get("value", ""))
                parts.append(
                    self._test(name, str(one.get("operator", "")), right.get("value"))
                    if known
                    else _IMPOSSIBLE
                )
        return Either(tuple(parts)) if group.get("connector") == "or" else All(tuple(parts))

    def _test(self, name: str, operator: str, value: object) -> Logic:
        found = self.kinds.get(name)
        if operator in {
            "isSubmitted",
            "submitted",
            "isSkipped",
            "skipped",
            "isClicked",
            "clicked",
            "isNotClicked",
        }:
            yes = operator.lower() in {"issubmitted", "submitted"} or operator.lower().endswith("isclicked")
            if found is not None and found.kind is Kind.STATEMENT:
                return ALWAYS if yes or operator == "clicked" else Fact(name, answered)
            return Fact(name, answered) if yes else Not(Fact(name, answered))
        if operator in {"isAccepted", "accepted"}:
            return Fact(name, equal(True))
        if operator in COMPARED:
            return Fact(name, compare(COMPARED[operator], value))
        wanted = value if isinstance(value, list) else [value]
        each = [self._is(name, one) for one in wanted]
        return _joined_tests(operator, each)

    def _is(self, name: str, wanted: object) -> Logic:
        """That choice; files say it by its id or, older ones, by its label."""
        found = self.kinds.get(name)
        code = str(wanted)
        for option in found.options if found is not None else ():
            if code == option.code or code in {words_of(label) for label in option.label.values()}:
                code = option.code
        if found is not None and found.kind is Kind.MULTIPLE:
            return Fact(name, answered, code) if code in {one.code for one in found.options} else _IMPOSSIBLE
        return Fact(name, equal(code))


def _joined_tests(operator: str, each: Sequence[Logic]) -> Logic:
    if operator in {"equals", "equalsOneOf", "includesOneOf", "includesOne", "isAnyOf"}:
        return Either(tuple(each))
    if operator in {"includesAllOf", "includesAll"}:
        return All(tuple(each))
    if operator in {"doesNotEqual", "notEquals", "doesNotIncludeOneOf"}:
        return Not(Either(tuple(each)))
    if operator == "doesNotIncludeAllOf":
        return Not(All(tuple(each)))
    return _IMPOSSIBLE


def _name(block: Element, number: int) -> str:
    return f"{number}:{block.get('id', '')}"


def _targets(one: Element) -> list[str]:
    """Where it jumps to; what it works out or asks for beside that is passed over."""
    if one.get("destination"):
        return [str(one["destination"])]
    actions = [as_dict(action) for action in as_list(one.get("actions"))]
    return [str(one.get("target")) for one in actions if str(one.get("objective", "")).startswith("jumpTo")][
        :1
    ]


def _personal() -> tuple[str, str]:
    return (
        _("Names and addresses are not asked of customers here: who they are is known from the job."),
        _("Leave it out."),
    )


# --- kinds of question -----------------------------------------------------------------------------


def _text(survey: _Survey, element: Element, code: str, title: Texts) -> Iterator[Found]:
    typed = element.get("type") == "date" or element.get("inputType") == "number"
    hint = survey.texts(element.get("placeholder"))
    yield Found(code, Kind.TEXT, title, placeholder=hint, notes=[remedies.typed()] if typed else [])


def _choices(survey: _Survey, raw: object) -> list[Option]:
    found: list[Option] = []
    for number, one in enumerate(as_list(raw), start=1):
        whole = as_dict(one)
        label = survey.texts(whole.get("label", one))
        found.append(Option(str(whole.get("id") or number) if "label" in whole else str(number), label))
    return found


def _chosen(kind: Kind) -> Callable[[_Survey, Element, str, Texts], Iterator[Found]]:
    def read(survey: _Survey, element: Element, code: str, title: Texts) -> Iterator[Found]:
        options = _choices(survey, element.get("choices"))
        notes = [remedies.other_field()] if any(one.code == "other" for one in options) else []
        notes += [remedies.order_lost()] if element.get("type") == "ranking" else []
        yield Found(code, kind, title, options=options, notes=notes)

    return read


def _scale(survey: _Survey, element: Element, code: str, title: Texts) -> Iterator[Found]:
    top = element.get("range", 5)
    top = top if isinstance(top, int) and 2 <= top <= 10 else 5
    is_nps = element.get("type") == "nps"
    yield Found(
        code,
        Kind.NPS if is_nps else Kind.RATING,
        title,
        low=survey.texts(element.get("lowerLabel")),
        high=survey.texts(element.get("upperLabel")),
        scale=SCALES[Kind.NPS] if is_nps else range(1, top + 1),
    )


def _consent(survey: _Survey, element: Element, code: str, title: Texts) -> Iterator[Found]:
    label = survey.texts(element.get("label"))
    yield Found(code, Kind.CONSENT, label or title, help=title if label else {})


def _statement(survey: _Survey, element: Element, code: str, title: Texts) -> Iterator[Found]:
    found = Found(code, Kind.STATEMENT, title, help=survey.texts(element.get("html")))
    if element.get("buttonExternal"):
        found.notes.append(
            (
                _("Its button led to another site; it is text only now."),
                _("Say under the thank-you where people may go on."),
            )
        )
    yield found


def _matrix(survey: _Survey, element: Element, code: str, title: Texts) -> Iterator[Found]:
    columns = _choices(survey, element.get("columns"))
    for number, row in enumerate(_choices(survey, element.get("rows"))):
        words = {
            language: f"{title.get(language) or ''}<br>{row.label.get(language) or ''}"
            for language in dict.fromkeys([*title, *row.label])
        }
        notes = [remedies.matrix_split()] if number == 0 else []
        yield Found(f"{code}.{row.code}", Kind.SINGLE, words, options=columns, notes=notes)


READERS: Final[Mapping[str, Callable[[_Survey, Element, str, Texts], Iterator[Found]]]] = {
    "openText": _text, "date": _text, "multipleChoiceSingle": _chosen(Kind.SINGLE),
    "multipleChoiceMulti": _chosen(Kind.MULTIPLE), "ranking": _chosen(Kind.MULTIPLE), "nps": _scale,
    "rating": _scale, "csat": _scale, "ces": _scale, "consent": _consent, "cta": _statement,
    "matrix": _matrix,
}  # fmt: skip
