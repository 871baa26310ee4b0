"""What one visit puts into the blanks of a page: which answers are marked, what is wrong, where it goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape

from extramile.contacts.queries import given_names
from extramile.questionnaires.definition import Definition, Kind, Question
from extramile.questionnaires.pieces import day_words, fill, kind_of_work_words
from extramile.questionnaires.points import JOINT, as_divided, gathered, sum_of
from extramile.responses.queries import About
from extramile.responses.submission import Problem
from extramile.web.answer.render import Brand, own_text

Typed = Mapping[str, Sequence[str]]  # as a form has it: each name with its values


def as_typed(answers: Mapping[str, object]) -> dict[str, list[str]]:
    """Stored answers, as a form would send them."""
    return {
        key: [str(one) for one in value] if isinstance(value, list) else [str(value)]
        for key, value in answers.items()
    }


def pieces_of(
    about: About,
    definition: Definition,
    wanted: frozenset[str],
    *,
    language: str,
    brand: Brand,
    today: date,
) -> dict[str, str]:
    """What the texts may speak of. The customer's name is asked for only where a text says it."""
    kind = definition.word(about.kind_of_work, language)
    pieces = {
        "unit": about.unit,
        "employee": about.employee,
        "organisation": brand.organisation,
        "kind of work": kind_of_work_words(kind, language=language),
    }
    if about.finished_on is not None and "day" in wanted:
        pieces["day"] = day_words(about.finished_on, today=today, language=language)
    if about.contact_id is not None and "first name" in wanted:
        pieces["first name"] = given_names([about.contact_id]).get(about.contact_id, "")
    return pieces


@dataclass(frozen=True, slots=True)
class Visit:
    """One page with questions, as one customer sees it."""

    path: str
    definition: Definition
    language: str
    typed: Typed = field(default_factory=dict)
    problems: Mapping[str, Problem] = field(default_factory=dict)
    hidden: Mapping[str, str] = field(default_factory=dict)
    from_mail: str = ""  # the score pressed in the mail: marked, not stored
    may_stop: bool = True

    def values(self, pieces: Mapping[str, str]) -> dict[str, bytes]:
        values = {
            "path": escape(self.path),
            "keep": " data-keep data-fresh" if self.from_mail else " data-keep",
            "note": self._problems_note() if self.problems else self._mail_note(),
            "title": "⚠ " if self.problems else "",
            "hidden": "".join(
                f'<input type="hidden" name="{name}" value="{escape(value)}">'
                for name, value in self.hidden.items()
            ),
            "stop": self._stop(pieces),
            **self._marked(),
            **self._wrong(),
        }
        return {name: value.encode("utf-8", "replace") for name, value in values.items()}

    def _marked(self) -> dict[str, str]:
        values: dict[str, str] = {}
        for question in self.definition.questions:
            given = self.typed.get(question.key, ())
            if question.kind is Kind.TEXT:
                values[f"w:{question.key}"] = escape(given[-1]) if given else ""
            elif question.kind is Kind.POINTS:
                values.update(self._points(question, given))
            else:
                values.update({f"c:{question.key}:{value}": " checked" for value in given})
        return values

    def _points(self, question: Question, stored: Sequence[str]) -> dict[str, str]:
        """As they were typed; else as they are stored."""
        given = as_divided(list(stored)) or {}
        for option in question.options:
            typed = self.typed.get(f"{question.key}{JOINT}{option.key}", ())
            given.update({option.key: typed[-1]} if typed else {})
        return {f"p:{question.key}:{option}": escape(str(points)) for option, points in given.items()}

    def _wrong(self) -> dict[str, str]:
        values: dict[str, str] = {}
        for key, problem in self.problems.items():
            values[f"a:{key}"] = ' class="wrong"'
            values[f"e:{key}"] = f'<span class="error">{escape(self._problem(key, problem))}</span>'
        return values

    def _problem(self, key: str, problem: Problem) -> str:
        if problem is Problem.NEEDED:
            return self.definition.text("needed", self.language)
        if problem is Problem.NOT_A_HUNDRED:
            divided = gathered({name: values[-1] for name, values in self.typed.items() if values}).get(key)
            total = sum_of(divided)
            name = "not_points" if total is None else "not_a_hundred"
            return own_text(name, self.language).format(sum=total)
        return own_text(problem.value, self.language)

    def _problems_note(self) -> str:
        items = "".join(
            f'<li><a href="#q-{key}">{escape(self._problem(key, problem))}</a></li>'
            for key, problem in self.problems.items()
        )
        heading = escape(own_text("look_here", self.language))
        return f'<div class="note" role="alert"><p>{heading}</p><ul>{items}</ul></div>'

    def _mail_note(self) -> str:
        if not self.from_mail:
            return ""
        send = self.definition.text("send", self.language)
        words = own_text("from_mail", self.language).format(score=self.from_mail, send=send)
        return f'<p class="note">{escape(words)}</p>'

    def _stop(self, pieces: Mapping[str, str]) -> str:
        if not self.may_stop:
            return ""
        words = fill(self.definition.text("stop", self.language), pieces)
        return f'<a href="{escape(self.path)}/stop">{escape(words)}</a>'
