"""A survey of SurveyJS, in JSON: pages of elements, panels within panels, conditions as expressions."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from extramile.questionnaires.definition import Kind
from extramile.questionnaires.exchange import remedies
from extramile.questionnaires.exchange.carried import Carried
from extramile.questionnaires.exchange.drafting import Drafter, Found, Option, Texts, language_tag
from extramile.questionnaires.exchange.expressions import read_expression
from extramile.questionnaires.exchange.logic import ALWAYS, All, Fact, Logic, Unsayable
from extramile.questionnaires.exchange.opening import as_dict, as_list
from extramile.questionnaires.exchange.scales import with_scale
from extramile.questionnaires.exchange.words import NONE, OTHER, in_languages

PROGRAM: Final = "SurveyJS"
Element = Mapping[str, Any]
TYPED: Final = frozenset(
    {"number", "range", "date", "datetime", "datetime-local", "time", "month", "week", "color"}
)
SUMS_TO_100: Final = re.compile(r"=\s*100\s*$|^\s*100\s*={1,2}")
_HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>(.*)", re.DOTALL | re.IGNORECASE)
SPOKEN: Final = (
    "title",
    "description",
    "text",
    "html",
    "completedHtml",
    "minRateDescription",
    "maxRateDescription",
    "placeholder",
    "placeHolder",
    "otherText",
    "noneText",
    "labelTrue",
    "labelFalse",
    "label",
)


def is_surveyjs(raw: object) -> bool:
    survey = as_dict(raw)
    pages = [as_dict(page) for page in as_list(survey.get("pages"))]
    lists = [survey, *pages]
    return any(
        isinstance(as_dict(one).get("type"), str) and "name" in as_dict(one)
        for each in lists
        for one in [*as_list(each.get("elements")), *as_list(each.get("questions"))]
    )


def read_surveyjs(raw: Mapping[str, Any]) -> Carried:
    return _Survey(raw).carried()


class _Survey:
    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw
        self.base = language_tag(raw.get("locale")) or "en"
        name = raw.get("title") or raw.get("name") or ""
        self.draft = Drafter(
            PROGRAM,
            languages=[self.base, *sorted(_languages(raw))],
            name=str(self.texts(name).get(self.base, "")),
        )
        self.names: dict[str, tuple[str, str]] = {}

    def texts(self, raw: object) -> dict[str, object]:
        """Of a text, or of a text per language; "default" is the survey's own language."""
        if not isinstance(raw, dict):
            return {self.base: raw} if raw not in (None, "") else {}
        own = {language_tag(name): text for name, text in raw.items() if language_tag(name)}
        return {self.base: raw["default"], **own} if "default" in raw else own

    def carried(self) -> Carried:
        self.draft.page_text("title", self.texts(self.raw.get("title")))
        self.draft.page_text("thanks_help", self.texts(self.raw.get("completedHtml")))
        self._statement("survey", self.raw.get("description"), place=_("the introduction"))
        if self.raw.get("triggers"):
            self.draft.note(
                _("triggers"),
                _("Triggers"),
                _("What triggers do stays behind."),
                _("Set under “Ask this only when” who gets which question."),
            )
        pages = as_list(self.raw.get("pages")) or [self.raw]
        for page in pages:
            self._page(as_dict(page), is_whole=page is self.raw)
        return self.draft.done()

    def _page(self, page: Element, *, is_whole: bool) -> None:
        logic = ALWAYS if is_whole else self._logic(page)
        if not is_whole:
            self._heading(page, logic)
        self._elements(page, logic, depth=0)

    def _heading(self, panel: Element, logic: Logic) -> None:
        self._statement(
            str(panel.get("name", "page")), panel.get("title"), logic=logic, more=panel.get("description")
        )

    def _statement(
        self, code: str, title: object, *, logic: Logic = ALWAYS, more: object = None, place: str = ""
    ) -> None:
        words, rest = self.texts(title), self.texts(more)
        if words or rest:
            found = Found(f"{code}_text", Kind.STATEMENT, words or rest, place=place, logic=logic)
            found.help = rest if words else {}
            self.draft.add(found)

    def _elements(self, holder: Element, logic: Logic, *, depth: int) -> None:
        for one in [*as_list(holder.get("elements")), *as_list(holder.get("questions"))]:
            element = as_dict(one)
            here = All((logic, self._logic(element)))
            if element.get("type") == "panel" and depth < 30:
                self._heading(element, here)
                self._elements(element, here, depth=depth + 1)
            elif element:
                self._take(element, here)

    def _take(self, element: Element, logic: Logic) -> None:
        kind, code = str(element.get("type", "")), str(element.get("name", "") or "?")
        title = self.texts(element.get("title")) or {self.base: code}
        if kind == "html":
            self._html(element, code, logic)
            return
        if element.get("visible") is False or kind == "expression":
            self.draft.leave_out(code, title.get(self.base), *remedies.not_visible())
            return
        reader = READERS.get(kind)
        if reader is None:
            self.draft.leave_out(code, title.get(self.base), *remedies.no_such_kind(kind or "?"))
            return
        for found in reader(self, element, code, title):
            found.help = found.help or self.texts(element.get("description"))
            found.required, found.logic = element.get("isRequired") is True, logic
            found.notes += _notes(element)
            asked = with_scale(found, language=self.base)
            self._name_it(element, asked)
            self.draft.add(asked)

    def _html(self, element: Element, code: str, logic: Logic) -> None:
        """A heading at its beginning is what it says first, the rest explains."""
        texts = self.texts(element.get("html"))
        split = {language: _HEADING.match(str(text).strip()) for language, text in texts.items()}
        found = Found(code, Kind.STATEMENT, texts, logic=logic)
        if split and all(split.values()):
            found.title = {language: match[2] for language, match in split.items() if match}
            found.help = {language: match[3] for language, match in split.items() if match}
        self.draft.add(found)

    def _name_it(self, element: Element, found: Found) -> None:
        own = found.code.replace("\0", ".")
        for name in {own, str(element.get("valueName") or own)}:
            self.names.setdefault(name, (found.code, ""))
        if found.kind is Kind.MULTIPLE:
            for option in found.options:
                self.names[f"{found.code}\0{option.code}"] = (found.code, option.code)

    def _logic(self, element: Element) -> Logic:
        told = element.get("visibleIf")
        if not isinstance(told, str) or not told.strip():
            return ALWAYS
        try:
            return read_expression(told, self.names.get)
        except Unsayable as error:
            return Fact(str(error) or "\0", lambda _given: False)

    # --- choices

    def options(self, element: Element) -> tuple[list[Option], list[tuple[str, str]]]:
        options = [self._option(one) for one in as_list(element.get("choices"))]
        notes: list[tuple[str, str]] = []
        if any(as_dict(one).get("visibleIf") for one in as_list(element.get("choices"))):
            notes.append(_filtered())
        if element.get("hasNone") or element.get("showNoneItem"):
            options.append(
                Option("none", self.texts(element.get("noneText")) or in_languages(NONE, [self.base]))
            )
        if element.get("hasOther") or element.get("showOtherItem"):
            options.append(
                Option("other", self.texts(element.get("otherText")) or in_languages(OTHER, [self.base]))
            )
            notes.append(remedies.other_field())
        if element.get("hasComment") or element.get("showCommentArea"):
            notes.append(remedies.comment_field())
        return options, notes

    def _option(self, raw: object) -> Option:
        if isinstance(raw, dict):
            value = _code(raw.get("value", raw.get("name", "")))
            return Option(value, self.texts(raw.get("text") or raw.get("title")) or {self.base: value})
        value, bar, text = _code(raw).partition("|")  # "many|Male" of the oldest files
        return Option(value, {self.base: text if bar else value})

    def rows(self, element: Element, name: str) -> list[Option]:
        return [self._option(one) for one in as_list(element.get(name))]


def _code(raw: object) -> str:
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return str(raw) if isinstance(raw, (str, int, float)) else ""


def _languages(raw: object) -> set[str]:
    """Every language that a text of it is in."""
    found: set[str] = set()
    waiting: list[object] = [raw]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            for name, value in one.items():
                if name in SPOKEN and isinstance(value, dict):
                    found |= {language_tag(language) for language in value}
                else:
                    waiting.append(value)
        elif isinstance(one, list):
            waiting += one
    return found - {""}


def _filtered() -> tuple[str, str]:
    return (
        _("Its choices were filtered by an earlier answer; all of them are offered now."),
        _("Take out what is too much, or ask it under a condition."),
    )


def _notes(element: Element) -> list[tuple[str, str]]:
    notes: list[tuple[str, str]] = []
    if element.get("choicesVisibleIf") or element.get("rowsVisibleIf"):
        notes.append(_filtered())
    if element.get("requiredIf"):
        notes.append(
            (
                _("It had to be answered only under a condition."),
                _("Nobody has to answer it now: tick “Must be answered” if everybody should."),
            )
        )
    if element.get("maxSelectedChoices") or element.get("minSelectedChoices"):
        notes.append(remedies.number_of_choices())
    return notes


# --- kinds of question -----------------------------------------------------------------------------


def _text(_survey: _Survey, element: Element, code: str, title: Texts) -> Iterator[Found]:
    hint = _survey.texts(element.get("placeholder") or element.get("placeHolder"))
    notes = [remedies.typed()] if element.get("inputType") in TYPED else []
    yield Found(code, Kind.TEXT, title, placeholder=hint, notes=notes)


def _chosen(kind: Kind) -> Callable[[_Survey, Element, str, Texts], Iterator[Found]]:
    def read(survey: _Survey, element: Element, code: str, title: Texts) -> Iterator[Found]:
        options, notes = survey.options(element)
        yield Found(code, kind, title, options=options, notes=notes)

    return read


def _ranking(survey: _Survey, element: Element, code: str, title: Texts) -> Iterator[Found]:
    options, notes = survey.options(element)
    yield Found(code, Kind.MULTIPLE, title, options=options, notes=[*notes, remedies.order_lost()])


def _rating(survey: _Survey, element: Element, code: str, title: Texts) -> Iterator[Found]:
    found = Found(
        code, Kind.SINGLE, title, options=[Option(value, {survey.base: value}) for value in _steps(element)]
    )
    if element.get("rateValues"):
        found.options = [survey._option(one) for one in as_list(element["rateValues"])]
    found = with_scale(found, language=survey.base)
    if found.kind is Kind.RATING:
        found.low = found.low or survey.texts(element.get("minRateDescription"))
        found.high = found.high or survey.texts(element.get("maxRateDescription"))
    yield found


def _steps(element: Element) -> list[str]:
    def whole(name: str, otherwise: int) -> int:
        value = element.get(name, otherwise)
        return (
            value
            if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1000
            else otherwise
        )

    low, step = whole("rateMin", 1), max(whole("rateStep", 1), 1)
    high = whole("rateMax", low + whole("rateCount", 5) - 1)
    return [str(number) for number in range(low, high + 1, step)][:100]


def _boolean(survey: _Survey, element: Element, code: str, title: Texts) -> Iterator[Found]:
    own = [element[name] for name in ("labelTrue", "labelFalse") if element.get(name)]
    words = element.get("label") if not element.get("title") else None
    found = Found(code, Kind.CONSENT, survey.texts(words) or title)
    if own:
        found.notes.append(
            (
                _("Its answers had words of their own; they are yes and no now."),
                _("Read whether the question still fits yes and no."),
            )
        )
    yield found


def _matrix(survey: _Survey, element: Element, code: str, title: Texts) -> Iterator[Found]:
    columns = survey.rows(element, "columns")
    for number, row in enumerate(survey.rows(element, "rows")):
        notes = [remedies.matrix_split()] if number == 0 else []
        yield Found(
            f"{code}.{row.code}", Kind.SINGLE, _joined(title, row.label), options=columns, notes=notes
        )


def _several_texts(survey: _Survey, element: Element, code: str, title: Texts) -> Iterator[Found]:
    items = [as_dict(one) for one in as_list(element.get("items"))]
    options = [
        Option(
            _code(one.get("name")), survey.texts(one.get("title")) or {survey.base: _code(one.get("name"))}
        )
        for one in items
    ]
    sums = [as_dict(one).get("expression", "") for one in as_list(element.get("validators"))]
    if any(isinstance(told, str) and SUMS_TO_100.search(told) for told in sums):
        yield Found(code, Kind.POINTS, title, options=options)
        return
    for option in options:
        yield Found(f"{code}.{option.code}", Kind.TEXT, _joined(title, option.label))


def _joined(first: Texts, second: Texts) -> dict[str, object]:
    return {
        language: f"{first.get(language) or ''}<br>{second.get(language) or ''}"
        for language in dict.fromkeys([*first, *second])
    }


READERS: Final[Mapping[str, Callable[[_Survey, Element, str, Texts], Iterator[Found]]]] = {
    "text": _text, "comment": _text, "radiogroup": _chosen(Kind.SINGLE), "dropdown": _chosen(Kind.SINGLE),
    "buttongroup": _chosen(Kind.SINGLE), "checkbox": _chosen(Kind.MULTIPLE), "tagbox": _chosen(Kind.MULTIPLE),
    "rating": _rating, "boolean": _boolean, "matrix": _matrix, "multipletext": _several_texts,
    "ranking": _ranking,
}  # fmt: skip
