"""A questionnaire as LimeSurvey imports it: Survey structure (.lss), as its version 3 writes it."""

import re
from collections.abc import Iterator, Mapping
from html import escape as as_html
from typing import Final
from xml.sax.saxutils import escape

from extramile.questionnaires.definition import Condition, Definition, Kind, Question, Texts
from extramile.questionnaires.exchange.taking import WITH_NUMBERS, Taken, losses, range_of, said

Row = Mapping[str, object]
SURVEY: Final = 100001  # LimeSurvey gives another number where this one is taken
GROUP: Final = 1
VERSION: Final = 366
TYPES: Final = {
    Kind.NPS: "L", Kind.RATING: "L", Kind.SINGLE: "L", Kind.MULTIPLE: "M", Kind.POINTS: "K", Kind.TEXT: "T",
    Kind.CONSENT: "Y", Kind.STATEMENT: "X",
}  # fmt: skip
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_limesurvey(definition: Definition, *, name: str) -> Taken:
    tables = _Writer(definition, name).tables()
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<document>",
        "<LimeSurveyDocType>Survey</LimeSurveyDocType>",
    ]
    lines += [f"<DBVersion>{VERSION}</DBVersion>", "<languages>"]
    lines += [f"<language>{language}</language>" for language in definition.languages]
    lines.append("</languages>")
    for table, rows in tables.items():
        lines += _table(table, rows)
    lines.append("</document>\n")
    data = "\n".join(lines).encode("utf-8", "replace")
    return Taken(data, "lss", "text/xml; charset=utf-8", losses(definition))


def _table(name: str, rows: list[Row]) -> Iterator[str]:
    if not rows:
        return
    fields = "".join(f"<fieldname>{column}</fieldname>" for column in rows[0])
    yield f"<{name}><fields>{fields}</fields><rows>"
    for row in rows:
        cells = (
            f"<{column}>{escape(_NOT_XML.sub('', str(value)))}</{column}>" for column, value in row.items()
        )
        yield f"<row>{''.join(cells)}</row>"
    yield f"</rows></{name}>"


def codes(keys: list[str], *, longest: int, start: str) -> dict[str, str]:
    """Letters and digits alone, as LimeSurvey has it; what is too long or taken gets a number."""
    found: dict[str, str] = {}
    for number, key in enumerate(keys, start=1):
        plain = key.replace("_", "")
        good = len(plain) <= longest and plain not in found.values()
        found[key] = plain if good else f"{start}{number:0{3 if longest > 5 else 1}}"
        while list(found.values()).count(found[key]) > 1:
            found[key] = f"{start}{number}{len(found)}"[:longest]
    return found


class _Writer:
    def __init__(self, definition: Definition, name: str) -> None:
        self.definition, self.name = definition, name
        self.base = definition.languages[0]
        self.codes = codes([one.key for one in definition.questions], longest=20, start="Q")
        self.options = {one.key: self._option_codes(one) for one in definition.questions}

    def _option_codes(self, question: Question) -> dict[str, str]:
        keys = [option.key for option in question.options]
        is_single = question.kind is Kind.SINGLE
        return codes(keys, longest=5 if is_single else 20, start="A" if is_single else "SQ")

    def tables(self) -> dict[str, list[Row]]:
        asked = list(enumerate(self.definition.questions, start=1))
        return {
            "answers": [row for number, one in asked for row in self._answers(number, one)],
            "groups": list(self._groups()),
            "questions": [row for number, one in asked for row in self._question(number, one)],
            "subquestions": [row for number, one in asked for row in self._rows(number, one)],
            "question_attributes": [row for number, one in asked for row in self._attributes(number, one)],
            "surveys": [self._survey()],
            "surveys_languagesettings": list(self._settings()),
        }

    def _survey(self) -> Row:
        more = " ".join(self.definition.languages[1:])
        return {
            "sid": SURVEY, "admin": "", "adminemail": "", "anonymized": "N", "format": "A",
            "savetimings": "N",
            "template": "fruity", "language": self.base, "additional_languages": more, "datestamp": "N",
            "usecookie": "N", "allowprev": "Y", "showwelcome": "Y", "showprogress": "Y", "questionindex": "0",
        }  # fmt: skip

    def _settings(self) -> Iterator[Row]:
        for language in self.definition.languages:
            title = said(self.definition.texts.get("title", {}), self.definition.languages)
            thanks = said(self.definition.texts.get("thanks_help", {}), self.definition.languages)
            yield {
                "surveyls_survey_id": SURVEY, "surveyls_language": language,
                "surveyls_title": title.get(language) or title.get(self.base) or self.name,
                "surveyls_description": "", "surveyls_welcometext": "",
                "surveyls_endtext": _html(thanks.get(language, "")),
            }  # fmt: skip

    def _groups(self) -> Iterator[Row]:
        for language in self.definition.languages:
            yield {
                "gid": GROUP, "sid": SURVEY, "group_name": self.name, "group_order": 0, "description": "",
                "language": language, "randomization_group": "", "grelevance": "1",
            }  # fmt: skip

    def _question(self, number: int, question: Question) -> Iterator[Row]:
        for language in self.definition.languages:
            yield self._row(
                number,
                kind=TYPES[question.kind],
                code=self.codes[question.key],
                text=self._text(question.texts.get("title", {}), language),
                language=language,
                help=self._text(question.texts.get("help", {}), language),
                mandatory="Y" if question.required else "N",
                order=number,
                relevance=" and ".join(self._relevance(one) for one in question.when) or "1",
            )

    def _row(
        self, qid: int, *, kind: str, code: str, text: str, language: str, order: int, **more: object
    ) -> Row:
        return {
            "qid": qid, "parent_qid": more.get("parent", 0), "sid": SURVEY, "gid": GROUP, "type": kind,
            "title": code,
            "question": text, "preg": "", "help": more.get("help", ""), "other": "N",
            "mandatory": more.get("mandatory", "N"), "question_order": order, "language": language,
            "scale_id": 0, "same_default": 0, "relevance": more.get("relevance", "1"), "modulename": "",
        }  # fmt: skip

    def _rows(self, number: int, question: Question) -> Iterator[Row]:
        """Of several choices and of points: each is a question under the question."""
        if question.kind not in {Kind.MULTIPLE, Kind.POINTS}:
            return
        for place, option in enumerate(question.options, start=1):
            for language in self.definition.languages:
                yield self._row(
                    number * 1000 + place,
                    kind="T",
                    code=self.options[question.key][option.key],
                    text=self._text(option.label, language),
                    language=language,
                    order=place,
                    parent=number,
                )

    def _answers(self, number: int, question: Question) -> Iterator[Row]:
        for place, (code, label) in enumerate(self._labels(question), start=1):
            for language in self.definition.languages:
                yield {
                    "qid": number, "code": code, "answer": self._text(label, language), "sortorder": place,
                    "assessment_value": 0, "language": language, "scale_id": 0,
                }  # fmt: skip

    def _labels(self, question: Question) -> Iterator[tuple[str, Texts]]:
        """A scale is a list of numbers, its ends with their words."""
        if question.kind is Kind.SINGLE:
            for option in question.options:
                yield self.options[question.key][option.key], option.label
        elif question.kind in WITH_NUMBERS:
            ends = {question.scale[0]: "low", question.scale[-1]: "high"}
            for number in question.scale:
                words = question.texts.get(ends.get(number, ""), {})
                label = {one: f"{number} – {words[one]}" if words.get(one) else str(number)
                         for one in self.definition.languages}  # fmt: skip
                yield str(number), label

    def _attributes(self, number: int, question: Question) -> Iterator[Row]:
        if question.kind is Kind.POINTS:
            for name, value in (("equals_num_value", "100"), ("num_value_int_only", "1")):
                yield {"qid": number, "attribute": name, "value": value, "language": ""}

    def _text(self, texts: Texts, language: str) -> str:
        words = said(texts, self.definition.languages)
        return _html(words.get(language) or words.get(self.base) or "")

    def _relevance(self, condition: Condition) -> str:
        about = self.definition.question(condition.question)
        if about is None:
            return "1"
        code, options = self.codes[about.key], self.options[about.key]
        chosen = [options[option.key] for option in about.options if option.key in condition.choice]
        if about.kind is Kind.MULTIPLE:
            parts = [f'{code}_{one}.NAOK == "Y"' for one in chosen]
        elif about.kind is Kind.SINGLE:
            parts = [f'{code}.NAOK == "{one}"' for one in chosen]
        elif condition.yes is not None:
            parts = [f'{code}.NAOK == "{"Y" if condition.yes else "N"}"']
        else:
            parts = [
                f"({code}.NAOK >= {low} and {code}.NAOK <= {high})"
                for low, high in range_of(condition, about)
            ]
        return "(" + " or ".join(parts) + ")"


def _html(text: str) -> str:
    """LimeSurvey shows texts as HTML, and works out what stands in braces."""
    return as_html(text, quote=False).replace("\n", "<br />").replace("{", "&#123;").replace("}", "&#125;")
