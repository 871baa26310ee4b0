"""A LimeSurvey structure (.lss), of any version since 1.91: tables of rows, in XML."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from django.utils.translation import gettext as _

from extramile.questionnaires.definition import Kind
from extramile.questionnaires.exchange import remedies
from extramile.questionnaires.exchange.carried import Carried, refuse
from extramile.questionnaires.exchange.drafting import Drafter, Found, Option, check_number, language_tag
from extramile.questionnaires.exchange.expressions import read_expression
from extramile.questionnaires.exchange.limesurvey_kinds import READERS, Asked
from extramile.questionnaires.exchange.logic import ALWAYS, All, Fact, Logic, Unsayable
from extramile.questionnaires.exchange.opening import Row, Tables, read_tables
from extramile.questionnaires.exchange.scales import with_scale

PROGRAM: Final = "LimeSurvey"
_SGQA = re.compile(r"\d+X\d+X(\d+)(\w*)")
_VARIABLE = re.compile(r"(\w+?)(?:\.(?:NAOK|value|valueNAOK|code))?")
LEFT_OUT: Final = {
    "|": "file upload", ":": "table of numbers", ";": "table of texts", "I": "language switch",
    "*": "equation",
}  # fmt: skip


def read_limesurvey(data: bytes) -> Carried:
    tables, facts = read_tables(data)
    kind = (facts.get("LimeSurveyDocType") or [""])[0]
    if kind != "Survey" or "questions" not in tables:
        raise refuse("", _other_export(kind))
    return _Survey(tables, facts).carried()


def _other_export(kind: str) -> str:
    if kind in {"Group", "Question", "Label set"}:
        return _("This holds a part of a survey (%(kind)s). Export the whole: Survey structure (.lss).") % {
            "kind": kind
        }
    return _("This is not a survey of LimeSurvey. Export it there as: Survey structure (.lss).")


def _number(row: Row, name: str) -> int:
    raw = row.get(name, "").strip()
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else 0


class _Survey:
    def __init__(self, tables: Tables, facts: Mapping[str, list[str]]) -> None:
        self.tables = tables
        self.base = self._base_language(facts)
        others = [language_tag(raw) for raw in facts.get("languages", ())]
        self.draft = Drafter(
            PROGRAM, languages=[self.base, *sorted(one for one in others if one)], name=self._name()
        )
        self.questions = self._questions("questions")
        check_number(len(self.questions))
        self._add_rows()
        self._add_answers()
        for row in tables.get("question_attributes", ()):
            question = self.questions.get(row.get("qid", ""))
            if question is not None and row.get("value"):
                question.attributes.setdefault(row.get("attribute", ""), row["value"])
        self.names: dict[str, tuple[str, str]] = {}  # as conditions call them -> question, option

    # --- reading the tables

    def _base_language(self, facts: Mapping[str, list[str]]) -> str:
        rows = self.tables.get("surveys", [])
        own = language_tag(rows[0].get("language")) if rows else ""
        return own or next(
            (language_tag(raw) for raw in facts.get("languages", ()) if language_tag(raw)), "en"
        )

    def _name(self) -> str:
        titles = self._spoken("surveyls_title")
        return str(titles.get(self.base) or next(iter(titles.values()), ""))

    def _spoken(self, column: str) -> dict[str, str]:
        rows = self.tables.get("surveys_languagesettings", [])
        return {language_tag(row.get("surveyls_language")): row.get(column, "") for row in rows}

    def _questions(self, table: str) -> dict[str, Asked]:
        """By qid; older versions have a row for each language, newer ones a table of texts."""
        found: dict[str, Asked] = {}
        for row in self.tables.get(table, ()):
            qid = row.get("qid", "")
            question = found.setdefault(qid, Asked(qid, row.get("title", ""), row.get("type", ""), row))
            self._speak(question, row, row.get("language", ""))
        for row in self.tables.get("question_l10ns", ()):
            if row.get("qid", "") in found:
                self._speak(found[row["qid"]], row, row.get("language", ""))
        return found

    def _speak(self, question: Asked, row: Row, language: str) -> None:
        tag = language_tag(language) or self.base
        for name, texts in (("question", question.title), ("help", question.help)):
            if row.get(name):
                texts.setdefault(tag, row[name])

    def _add_rows(self) -> None:
        rows = self._questions("subquestions").values()
        for row in sorted(
            rows, key=lambda one: (_number(one.row, "scale_id"), _number(one.row, "question_order"))
        ):
            parent = self.questions.get(row.row.get("parent_qid", ""))
            if parent is not None:
                parent.rows.append(row)

    def _add_answers(self) -> None:
        spoken: dict[str, dict[str, str]] = {}
        for row in self.tables.get("answer_l10ns", ()):
            spoken.setdefault(row.get("aid", ""), {})[language_tag(row.get("language"))] = row.get(
                "answer", ""
            )
        rows = self.tables.get("answers", [])
        for row in sorted(rows, key=lambda one: (_number(one, "scale_id"), _number(one, "sortorder"))):
            question = self.questions.get(row.get("qid", ""))
            if question is None:
                continue
            label = spoken.get(row.get("aid", "-"), {}) or {
                language_tag(row.get("language")) or self.base: row.get("answer", "")
            }
            code = (
                f"{row.get('scale_id', '0')}:{row.get('code', '')}"
                if question.type == "1"
                else row.get("code", "")
            )
            known = next((one for one in question.answers if one.code == code), None)
            if known is None:
                question.answers.append(Option(code, dict(label)))
            else:
                known.label = {**label, **known.label}

    # --- making the draft

    def carried(self) -> Carried:
        self.draft.page_text("title", self._spoken("surveyls_title"))
        self.draft.page_text("thanks_help", self._spoken("surveyls_endtext"))
        welcome = {**self._spoken("surveyls_welcometext")}
        if any(welcome.values()):
            self.draft.add(Found("welcome", Kind.STATEMENT, welcome, place=_("the welcome")))
        for group, rows in self._groups():
            self._take_group(group, rows)
        if self.tables.get("quota"):
            self.draft.note(
                _("quotas"),
                _("Quotas"),
                _("Quotas stay behind."),
                _("How often somebody is asked is set under Asking."),
            )
        return self.draft.done()

    def _groups(self) -> Iterator[tuple[Row, list[Asked]]]:
        groups: dict[str, Row] = {}
        for row in self.tables.get("groups", ()):
            groups.setdefault(row.get("gid", ""), row)
        by_group: dict[str, list[Asked]] = {gid: [] for gid in groups}
        for question in self.questions.values():
            if question.row.get("parent_qid", "0") in {"0", ""}:
                by_group.setdefault(question.row.get("gid", ""), []).append(question)
        for gid, questions in sorted(
            by_group.items(), key=lambda one: _number(groups.get(one[0], {}), "group_order")
        ):
            questions.sort(key=lambda one: _number(one.row, "question_order"))
            yield groups.get(gid, {"gid": gid}), questions

    def _take_group(self, group: Row, questions: list[Asked]) -> None:
        logic = self._read(group.get("grelevance", "1"))
        described: dict[str, str] = {}
        for row in [*self.tables.get("groups", ()), *self.tables.get("group_l10ns", ())]:
            if row.get("gid") == group.get("gid") and row.get("description"):
                described.setdefault(language_tag(row.get("language")) or self.base, row["description"])
        if described:
            name = group.get("group_name") or group.get("gid", "")
            place = _("group %(name)s") % {"name": name}
            self.draft.add(
                Found(f"group_{group.get('gid', '')}", Kind.STATEMENT, described, place=place, logic=logic)
            )
        for question in questions:
            self._take(question, All((logic, self._logic(question))))

    def _take(self, question: Asked, logic: Logic) -> None:
        if question.type in LEFT_OUT:
            told = (
                remedies.not_visible()
                if question.type == "*"
                else remedies.no_such_kind(LEFT_OUT[question.type])
            )
            self.draft.leave_out(question.code, _any(question), *told)
            return
        if question.attributes.get("hidden") == "1":
            self.draft.leave_out(question.code, _any(question), *remedies.not_visible())
            return
        reader = READERS.get(question.type)
        if reader is None:
            self.draft.leave_out(question.code, _any(question), *remedies.no_such_kind(question.type or "?"))
            return
        for found in reader(question):
            found.logic, found.required = logic, question.required and found.kind is not Kind.STATEMENT
            found.notes += _attribute_notes(question)
            self._name_it(question, found)
            self.draft.add(with_scale(found, language=self.base))

    def _name_it(self, question: Asked, found: Found) -> None:
        self.names[found.code] = (found.code, "")
        self.names.setdefault(
            f"#{question.qid}{found.code.removeprefix(question.code).lstrip('_')}", (found.code, "")
        )
        if found.kind is Kind.MULTIPLE:
            for option in found.options:
                self.names[f"{found.code}_{option.code}"] = (found.code, option.code)
                self.names[f"#{question.qid}{option.code}"] = (found.code, option.code)

    # --- conditions

    def _logic(self, question: Asked) -> Logic:
        relevance = question.row.get("relevance", "").strip()
        if relevance:
            return self._read(relevance)
        return self._old_conditions(question)

    def _read(self, relevance: str) -> Logic:
        if relevance.strip() in {"", "1"}:
            return ALWAYS
        try:
            return read_expression(relevance, self._resolve)
        except Unsayable as error:
            return Fact(str(error) or "\0", lambda _given: False)

    def _resolve(self, name: str) -> tuple[str, str] | None:
        match = _VARIABLE.fullmatch(name)
        if match is None:
            return None
        sgqa = _SGQA.fullmatch(match[1])
        return self.names.get(f"#{sgqa[1]}{sgqa[2]}" if sgqa else match[1])

    def _old_conditions(self, question: Asked) -> Logic:
        """Before expressions: of one scenario all fields must fit, of one field any value."""
        scenarios: dict[str, dict[str, list[str]]] = {}
        for row in self.tables.get("conditions", ()):
            if row.get("qid") == question.qid:
                name, method = row.get("cfieldname", "").lstrip("+"), row.get("method", "").strip() or "=="
                told = f"{name} {method} {_quoted(row.get('value', ''))}"
                scenarios.setdefault(row.get("scenario", "1"), {}).setdefault(name, []).append(told)
        whole = " or ".join(
            "(" + " and ".join("(" + " or ".join(told) + ")" for told in fields.values()) + ")"
            for fields in scenarios.values()
        )
        return self._read(whole)


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _any(question: Asked) -> str:
    return next((text for text in question.title.values() if text), question.code)


def _attribute_notes(question: Asked) -> list[tuple[str, str]]:
    given = question.attributes
    if given.get("array_filter") or given.get("array_filter_exclude"):
        return [
            (
                _("Its choices were filtered by an earlier answer; all of them are offered now."),
                _("Take out what is too much, or ask it under a condition."),
            )
        ]
    if question.type in {"M", "P"} and (given.get("max_answers") or given.get("min_answers")):
        return [remedies.number_of_choices()]
    return []
