"""A questionnaire as SurveyJS takes it: JSON with one page of elements."""

import json
from html import escape
from typing import Any, Final

from extramile.questionnaires.definition import Condition, Definition, Kind, Question, Texts
from extramile.questionnaires.exchange.taking import WITH_NUMBERS, Taken, losses, range_of, said
from extramile.questionnaires.points import TOTAL

ENGLISH: Final = "en"


def to_surveyjs(definition: Definition, *, name: str) -> Taken:
    writer = _Writer(definition)
    title = writer.texts(definition.texts.get("title", {})) or name
    survey: dict[str, Any] = {"title": title, "locale": definition.languages[0]}
    thanks = said(definition.texts.get("thanks_help", {}), definition.languages)
    if thanks:
        survey["completedHtml"] = writer.spoken(
            {one: f"<p>{escape(text)}</p>" for one, text in thanks.items()}
        )
    survey["pages"] = [{"name": "page1", "elements": [writer.element(one) for one in definition.questions]}]
    data = json.dumps(survey, ensure_ascii=False, indent=2) + "\n"
    return Taken(data.encode("utf-8", "replace"), "json", "application/json", losses(definition))


class _Writer:
    def __init__(self, definition: Definition) -> None:
        self.definition = definition

    def texts(self, texts: Texts) -> Any:
        return self.spoken(said(texts, self.definition.languages))

    def spoken(self, words: dict[str, str]) -> Any:
        """One text, or one per language; "default" is what SurveyJS takes for English, whatever
        language a survey begins in: English where there is any, else our own first."""
        if len(self.definition.languages) == 1:
            return next(iter(words.values()), "")
        base = self.definition.languages[0]
        return {"default": words.get(ENGLISH, words[base]), **words} if base in words else words

    def element(self, question: Question) -> dict[str, Any]:
        made: dict[str, Any] = {"type": "", "name": question.key}
        made |= self._statement(question) if question.kind is Kind.STATEMENT else self._asked(question)
        if question.required:
            made["isRequired"] = True
        if question.when:
            made["visibleIf"] = " and ".join(self._visible(one) for one in question.when)
        return made

    def _statement(self, question: Question) -> dict[str, Any]:
        titles = said(question.texts.get("title", {}), self.definition.languages)
        helps = said(question.texts.get("help", {}), self.definition.languages)
        html = {
            language: f"<h4>{_lines(title)}</h4>"
            + (f"<p>{_lines(helps[language])}</p>" if language in helps else "")
            for language, title in titles.items()
        }
        return {"type": "html", "html": self.spoken(html)}

    def _asked(self, question: Question) -> dict[str, Any]:
        made: dict[str, Any] = {"title": self.texts(question.texts.get("title", {}))}
        if question.texts.get("help"):
            made["description"] = self.texts(question.texts["help"])
        if question.kind in WITH_NUMBERS:
            return {"type": "rating", **made, **self._scale(question)}
        if question.kind is Kind.TEXT:
            hint = self.texts(question.texts.get("placeholder", {}))
            return {"type": "comment", **made, **({"placeholder": hint} if hint else {})}
        if question.kind is Kind.CONSENT:
            return {"type": "boolean", **made}
        if question.kind is Kind.POINTS:
            return {"type": "multipletext", **made, **self._points(question)}
        choices = [{"value": one.key, "text": self.texts(one.label)} for one in question.options]
        return {
            "type": "radiogroup" if question.kind is Kind.SINGLE else "checkbox",
            **made,
            "choices": choices,
        }

    def _scale(self, question: Question) -> dict[str, Any]:
        made: dict[str, Any] = {"rateMin": question.scale[0], "rateMax": question.scale[-1]}
        for name, ours in (("minRateDescription", "low"), ("maxRateDescription", "high")):
            if question.texts.get(ours):
                made[name] = self.texts(question.texts[ours])
        return made

    def _points(self, question: Question) -> dict[str, Any]:
        """Numbers, and a check that they make a hundred."""
        items = [
            {
                "name": one.key,
                "title": self.texts(one.label),
                "inputType": "number",
                "validators": [{"type": "numeric", "minValue": 0, "maxValue": TOTAL}],
            }
            for one in question.options
        ]
        total = " + ".join(f"{{{question.key}.{one.key}}}" for one in question.options)
        skipped = "" if question.required else f"{{{question.key}}} empty or "
        return {
            "items": items,
            "validators": [{"type": "expression", "expression": f"{skipped}{total} = {TOTAL}"}],
        }

    def _visible(self, condition: Condition) -> str:
        about = self.definition.question(condition.question)
        name = f"{{{condition.question}}}"
        if about is None:
            return "1 = 1"
        if condition.choice:
            keys = ", ".join(f"'{option.key}'" for option in about.options if option.key in condition.choice)
            return f"{name} anyof [{keys}]"
        if condition.yes is not None:
            return f"{name} = {'true' if condition.yes else 'false'}"
        parts = [f"({name} >= {low} and {name} <= {high})" for low, high in range_of(condition, about)]
        return "(" + " or ".join(parts) + ")" if len(parts) > 1 else "".join(parts)


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
