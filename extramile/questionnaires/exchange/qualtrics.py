"""A survey of Qualtrics (.qsf), in JSON: a flow of blocks of questions, display logic, branches and skips."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from extramile.questionnaires.definition import Kind
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
    Fact,
    Logic,
    Not,
    Value,
    answered,
    equal,
)
from extramile.questionnaires.exchange.opening import as_dict, as_list
from extramile.questionnaires.exchange.paths import END, Stop, ways
from extramile.questionnaires.exchange.plain import words_of
from extramile.questionnaires.exchange.qualtrics_logic import COMPARED, by_conjunction, in_order, numbered
from extramile.questionnaires.exchange.scales import with_scale

PROGRAM: Final = "Qualtrics"
Payload = Mapping[str, Any]
_IMPOSSIBLE: Final = Fact("\0", lambda _given: False)
_LOCATOR = re.compile(r"q://(QID[\w#%]+)/(\w+)(?:/(\w+))?")
DEEPEST_FLOW: Final = 30
KINDS: Final = {
    "Timing": "timing", "Meta": "browser data", "FileUpload": "file upload", "Captcha": "captcha",
    "HotSpot": "hot spot", "HeatMap": "heat map", "HL": "highlighting", "Draw": "signature",
    "DD": "drill down",
    "PGR": "groups and ranks", "Slider": "slider", "MaxDiff": "MaxDiff",
}  # fmt: skip


def is_qualtrics(raw: object) -> bool:
    return "SurveyElements" in as_dict(raw)


def read_qualtrics(raw: Mapping[str, Any]) -> Carried:
    return _Survey(raw).carried()


@dataclass(frozen=True, slots=True)
class _Place:
    """A question where it stands in the flow."""

    qid: str
    block: str
    logic: Logic  # of the branches around it
    skips: Sequence[Payload]


class _Survey:
    def __init__(self, raw: Mapping[str, Any]) -> None:
        entry = as_dict(raw.get("SurveyEntry"))
        self.elements = [as_dict(one) for one in as_list(raw.get("SurveyElements"))]
        self.base = language_tag(entry.get("SurveyLanguage")) or "en"
        self.questions: dict[str, Payload] = {
            str(one.get("PrimaryAttribute")): as_dict(one.get("Payload")) for one in self._of("SQ")
        }
        if not self.questions:
            raise refuse(
                "SurveyElements", _("There are no questions in this file. Export the survey again (.qsf).")
            )
        check_number(len(self.questions))
        spoken = sorted(
            {language_tag(name) for one in self.questions.values() for name in as_dict(one.get("Language"))}
        )
        self.draft = Drafter(PROGRAM, languages=[self.base, *spoken], name=words_of(entry.get("SurveyName")))
        self.found: dict[str, list[Found]] = {}

    def _of(self, kind: str) -> list[Payload]:
        return [one for one in self.elements if one.get("Element") == kind]

    def carried(self) -> Carried:
        places = self._places()
        self.found = {place.qid: list(self._read(place.qid)) for place in places}
        coming = self._ways(places)
        for place in places:
            payload = self.questions[place.qid]
            shown = self._logic(payload.get("DisplayLogic"))
            for found in self.found[place.qid]:
                way = coming.get(place.qid)
                if way is None:
                    found.notes.append(remedies.jump())
                found.logic = All((place.logic, shown, way or ALWAYS))
                self.draft.add(found)
        return self.draft.done()

    # --- the flow

    def _places(self) -> list[_Place]:
        blocks = {str(one.get("ID")): one for one in self._blocks()}
        order: list[_Place] = []
        seen: set[str] = set()
        flow = next((as_dict(one.get("Payload")) for one in self._of("FL")), {})
        known = list(self._flow(as_list(flow.get("Flow")), ALWAYS, depth=0))
        known = known or [(name, ALWAYS) for name, one in blocks.items() if one.get("Type") != "Trash"]
        for name, logic in known:
            for one in map(as_dict, as_list(blocks.get(name, {}).get("BlockElements"))):
                qid = str(one.get("QuestionID", ""))
                if qid in self.questions and qid not in seen:
                    seen.add(qid)
                    skips = [as_dict(each) for each in as_list(one.get("SkipLogic"))]
                    order.append(_Place(qid, name, logic, skips))
        return order or [_Place(qid, "", ALWAYS, ()) for qid in self.questions]

    def _blocks(self) -> list[Payload]:
        payload = next((one.get("Payload") for one in self._of("BL")), None)
        return [as_dict(one) for one in as_list(payload)]

    def _flow(self, flow: Sequence[Any], logic: Logic, *, depth: int) -> Iterator[tuple[str, Logic]]:
        for one in map(as_dict, flow):
            kind, inner = one.get("Type"), logic
            if kind in {"Block", "Standard"}:
                yield str(one.get("ID")), logic
            if kind == "Branch":
                inner = All((logic, self._logic(one.get("BranchLogic"))))
            if kind in {"BlockRandomizer", "WebService", "Quota", "Authenticator"}:
                self._flow_note(str(kind))
            if depth < DEEPEST_FLOW:
                yield from self._flow(as_list(one.get("Flow")), inner, depth=depth + 1)

    def _flow_note(self, kind: str) -> None:
        self.draft.note(
            _("the flow"),
            kind,
            _("A step of the flow stays behind (%(kind)s).") % {"kind": kind},
            _("What it led to is asked in the order of the file."),
        )

    def _ways(self, places: Sequence[_Place]) -> Mapping[str, Logic | None]:
        stops: list[Stop] = []
        known = {one.qid for one in places}
        after = _after_blocks(places)
        for place in places:
            stop = Stop(place.qid)
            for skip in place.skips:
                target = str(skip.get("SkipToDestination", ""))
                if target == "ENDOFBLOCK":
                    target = after[place.qid]
                elif target not in known:
                    target = END
                stop.jumps.append((self._expression({**skip, "Operator": skip.get("Condition")}), target))
            stops.append(stop)
        return ways(stops)

    # --- conditions

    def _logic(self, raw: object) -> Logic:
        """Sets of expressions, each with And or Or before it; and binds closer."""
        sets = [as_dict(one) for name, one in sorted(as_dict(raw).items(), key=in_order) if name.isdigit()]
        return by_conjunction([(str(one.get("Type", "")).removesuffix("If"), self._set(one)) for one in sets])

    def _set(self, one: Payload) -> Logic:
        each = [as_dict(value) for name, value in sorted(one.items(), key=in_order) if name.isdigit()]
        return by_conjunction(
            [(str(each_one.get("Conjuction") or ""), self._expression(each_one)) for each_one in each]
        )

    def _expression(self, one: Payload) -> Logic:
        match = _LOCATOR.match(str(one.get("ChoiceLocator") or one.get("LeftOperand") or ""))
        operator = str(one.get("Operator", ""))
        if match is None or one.get("LogicType", "Question") != "Question":
            return _IMPOSSIBLE
        qid, what, choice = match[1], match[2], match[3] or ""
        found = self._known(qid)
        if operator in {"Selected", "NotSelected"} and what == "SelectableChoice":
            test = self._is(qid, found, choice)
            return test if operator == "Selected" else Not(test)
        if operator in COMPARED or operator in {"EqualTo", "NotEqualTo"}:
            return Fact(qid, numbered(found, operator, one.get("RightOperand")))
        if operator in {"Empty", "NotEmpty"}:
            return Fact(qid, answered) if operator == "NotEmpty" else Not(Fact(qid, answered))
        return _IMPOSSIBLE

    def _known(self, qid: str) -> Found | None:
        if qid not in self.found and qid in self.questions:
            return next(iter(_read_one(self, qid, self.questions[qid])), None)
        return next(iter(self.found.get(qid, ())), None)

    def _is(self, qid: str, found: Found | None, choice: str) -> Logic:
        if found is not None and found.kind is Kind.MULTIPLE:
            return Fact(qid, answered, choice)
        return Fact(qid, equal(choice))

    # --- questions

    def _read(self, qid: str) -> Iterator[Found]:
        payload = self.questions[qid]
        place = str(payload.get("DataExportTag") or qid)
        kind = str(payload.get("QuestionType", ""))
        if not _can_read(payload):
            self.draft.leave_out(
                place, payload.get("QuestionText"), *remedies.no_such_kind(KINDS.get(kind, kind or "?"))
            )
            return
        settings = as_dict(as_dict(payload.get("Validation")).get("Settings"))
        for found in _read_one(self, qid, payload):
            found.place = f"{place} {found.code.partition('.')[2]}".strip()
            found.required = settings.get("ForceResponse") == "ON" and found.kind is not Kind.STATEMENT
            yield found

    def texts(self, payload: Payload, *path: str) -> dict[str, object]:
        """The text at that place of the question, and of its translations."""
        said: dict[str, object] = {}
        for language, words in [(self.base, payload), *as_dict(payload.get("Language")).items()]:
            raw: object = words
            for step in path:
                raw = as_dict(raw).get(step)
            if isinstance(raw, (str, int, float)) and language_tag(language):
                said.setdefault(language_tag(language), raw)
        return said

    def options(self, payload: Payload, name: str = "Choices") -> list[Option]:
        each = payload.get(name)
        ids = list(as_dict(each)) or [str(number) for number in range(len(as_list(each)))]
        order = [str(one) for one in as_list(payload.get(name[:-1] + "Order"))]
        ids = [one for one in order if one in ids] or ids
        if isinstance(each, list):
            payload = {**payload, name: {str(number): one for number, one in enumerate(each)}}
        return [Option(one, self.texts(payload, name, one, "Display")) for one in ids]


def _after_blocks(places: Sequence[_Place]) -> dict[str, str]:
    """Of each question, the first one behind its block."""
    after: dict[str, str] = {}
    target = END
    for number in range(len(places) - 1, -1, -1):
        if number + 1 < len(places) and places[number + 1].block != places[number].block:
            target = places[number + 1].qid
        after[places[number].qid] = target
    return after


# --- kinds of question -----------------------------------------------------------------------------


def _can_read(payload: Payload) -> bool:
    kind, selector = str(payload.get("QuestionType", "")), str(payload.get("Selector", ""))
    if kind == "Slider":
        return selector == "STAR"
    if kind == "DB":
        return selector in {"TB", "PTB", ""}
    return kind in READERS and selector not in {"MaxDiff", "Profile", "CS", "RO"}


def _read_one(survey: _Survey, qid: str, payload: Payload) -> Iterator[Found]:
    if not _can_read(payload):
        return
    for found in READERS[str(payload.get("QuestionType", ""))](survey, qid, payload):
        yield with_scale(found, language=survey.base)


def _title(survey: _Survey, payload: Payload) -> dict[str, object]:
    return survey.texts(payload, "QuestionText")


def _text(survey: _Survey, qid: str, payload: Payload) -> Iterator[Found]:
    title = _title(survey, payload)
    settings = as_dict(as_dict(payload.get("Validation")).get("Settings"))
    notes = [remedies.typed()] if settings.get("ContentType") in {"ValidNumber", "ValidDate"} else []
    if payload.get("Selector") != "FORM":
        yield Found(qid, Kind.TEXT, title, notes=notes)
        return
    for option in survey.options(payload):
        yield Found(f"{qid}.{option.code}", Kind.TEXT, _joined(title, option.label), notes=notes)


def _choice(survey: _Survey, qid: str, payload: Payload) -> Iterator[Found]:
    title, options = _title(survey, payload), survey.options(payload)
    selector = str(payload.get("Selector", ""))
    if selector == "NPS":
        yield _nps(survey, qid, payload, title, options)
        return
    kind = Kind.MULTIPLE if selector.startswith("M") else Kind.SINGLE
    found = Found(qid, kind, title, options=options)
    choices = [as_dict(one) for one in as_list(payload.get("Choices"))]
    if any(one.get("TextEntry") for one in choices):
        found.notes.append(remedies.other_field())
    if any(one.get("DisplayLogic") for one in choices) or payload.get("DynamicChoices"):
        found.notes.append(
            (
                _("Its choices were filtered by an earlier answer; all of them are offered now."),
                _("Take out what is too much, or ask it under a condition."),
            )
        )
    yield found


def _nps(survey: _Survey, qid: str, payload: Payload, title: Texts, options: Sequence[Option]) -> Found:
    codes: dict[Value, int] = {}
    for place, option in enumerate(options):
        shown = words_of(next(iter(option.label.values()), ""))
        codes[option.code] = (
            int(shown) if shown.isascii() and shown.isdigit() and len(shown) < 3 else min(place, 10)
        )
    ends = [as_dict(one) for one in as_list(payload.get("ColumnLabels"))]
    low = {survey.base: ends[0].get("Display")} if ends else {}
    high = {survey.base: ends[-1].get("Display")} if ends else {}
    return Found(qid, Kind.NPS, title, low=low, high=high, codes=codes if len(codes) == 11 else {})


def _matrix(survey: _Survey, qid: str, payload: Payload) -> Iterator[Found]:
    title, answers = _title(survey, payload), survey.options(payload, "Answers")
    kind = Kind.MULTIPLE if payload.get("SubSelector") == "MultipleAnswer" else Kind.SINGLE
    kind = Kind.TEXT if payload.get("Selector") == "TE" else kind
    for number, row in enumerate(survey.options(payload)):
        notes = [remedies.matrix_split()] if number == 0 else []
        options = [] if kind is Kind.TEXT else answers
        yield Found(f"{qid}.{row.code}", kind, _joined(title, row.label), options=options, notes=notes)


def _side_by_side(survey: _Survey, qid: str, payload: Payload) -> Iterator[Found]:
    """Tables next to each other: each is read as a question of its own."""
    title = _title(survey, payload)
    for name, inner in as_dict(payload.get("AdditionalQuestions")).items():
        for found in _read_one(survey, f"{qid}#{name}", as_dict(inner)):
            found.title = _joined(title, found.title)
            yield found


def _order(survey: _Survey, qid: str, payload: Payload) -> Iterator[Found]:
    options = survey.options(payload)
    yield Found(qid, Kind.MULTIPLE, _title(survey, payload), options=options, notes=[remedies.order_lost()])


def _sum(survey: _Survey, qid: str, payload: Payload) -> Iterator[Found]:
    settings = as_dict(as_dict(payload.get("Validation")).get("Settings"))
    found = Found(qid, Kind.POINTS, _title(survey, payload), options=survey.options(payload))
    if str(settings.get("ChoiceTotal") or "100") != "100":
        found.notes.append(
            (
                _("It divided another total than 100; it is 100 now."),
                _("Read whether the question still fits."),
            )
        )
    yield found


def _stars(survey: _Survey, qid: str, payload: Payload) -> Iterator[Found]:
    """Each line has its own stars: a rating each."""
    settings = as_dict(payload.get("Configuration"))
    most = settings.get("StarCount")
    top = most if isinstance(most, int) and 2 <= most <= 10 else 5
    rows = survey.options(payload)
    for row in rows:
        title = _title(survey, payload)
        title = title if len(rows) == 1 else _joined(title, row.label)
        yield Found(
            qid if len(rows) == 1 else f"{qid}.{row.code}", Kind.RATING, title, scale=range(1, top + 1)
        )


def _statement(survey: _Survey, qid: str, payload: Payload) -> Iterator[Found]:
    yield Found(qid, Kind.STATEMENT, _title(survey, payload))


def _joined(first: Texts, second: Texts) -> dict[str, object]:
    return {
        language: f"{first.get(language) or ''}<br>{second.get(language) or ''}"
        for language in dict.fromkeys([*first, *second])
    }


READERS: Final[Mapping[str, Callable[[_Survey, str, Payload], Iterator[Found]]]] = {
    "TE": _text, "MC": _choice, "Matrix": _matrix, "SBS": _side_by_side, "RO": _order, "CS": _sum,
    "Slider": _stars, "DB": _statement,
}  # fmt: skip
