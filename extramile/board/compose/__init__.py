"""What was gathered, in the words of one language. Pure but for the translation that is on."""

from collections.abc import Iterable
from typing import Final

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from extramile.board.compose import pictures
from extramile.board.compose.answer import answer, how_sure, main_finding, to_decide, to_know_more
from extramile.board.compose.chain import areas, chain
from extramile.board.compose.changed import changed
from extramile.board.compose.methods import methods, notice
from extramile.board.compose.numbers import day, period
from extramile.board.content import Content, Heading, Promise, Words
from extramile.board.frozen import fingerprint_of
from extramile.board.gather import basis_of
from extramile.board.gather.facts import ChosenChange, Facts, QuoteFacts

LANGUAGES: Final = ("en", "nl")


def compose(facts: Facts, language: str) -> Content:
    """The whole report in one language."""
    with translation.override(language):
        return _content(facts, language)


def _content(facts: Facts, language: str) -> Content:
    basis = basis_of(facts)
    main = main_finding(facts)
    link = pictures.of_link(main) if main else None
    return Content(
        language=language,
        title=_("Report to the board"),
        company=facts.organisation,
        period=period(facts.since, facts.until),
        made_on=day(facts.made_on),
        answer=answer(facts),
        picture=link or pictures.of_trend(facts),
        how_sure=how_sure(facts),
        to_know_more=to_know_more(facts),
        to_decide=to_decide(facts),
        chain=chain(facts, has_trend=link is None),
        areas=areas(facts),
        customers_words=quoted(one for one in facts.quotes if one.is_shown),
        employees_words=tuple(Words(one.words, "", one.where, one.wave) for one in facts.comments),
        promises=tuple(_promise(one, facts) for one in facts.changes),
        changed=changed(facts, basis),
        methods=methods(facts, mark=fingerprint_of(basis.to_text())),
        areas_picture=pictures.of_areas(facts.areas, facts),
        headings=headings(facts),
        notice=notice(),
    )


def quoted(quotes: Iterable[QuoteFacts]) -> tuple[Words, ...]:
    return tuple(
        Words(
            words=one.words,
            language=one.language,
            where=one.where,
            when=date_format(one.said_on, "F Y"),
            group=one.group,
            group_label=group_label(one.group),
            number=one.number,
        )
        for one in quotes
    )


def group_label(group: str) -> str:
    return {"promoter": _("promoter"), "passive": _("passive"), "detractor": _("detractor")}.get(group, "")


def _promise(one: ChosenChange, facts: Facts) -> Promise:
    state = {
        "chosen": _("chosen"),
        "trying": _("being tried"),
        "done": _("done"),
        "dropped": _("dropped"),
    }.get(one.outcome, one.outcome)
    if one.outcome in {"chosen", "trying"} and one.due_on < facts.made_on:
        state = _("%(state)s, late") % {"state": state}
    return Promise(one.what, one.where, one.owner, day(one.due_on), state)


def headings(facts: Facts) -> tuple[Heading, ...]:
    return (
        Heading("answer", _("The answer")),
        Heading("how-sure", _("How sure we are")),
        Heading("to-know-more", _("To know more")),
        Heading("to-decide", _("To decide")),
        Heading("changed", _("Changed since the report before")),
        Heading("chain", _("From colleague to customer to growth")),
        Heading("areas", _("Countries and regions"), _areas_note(facts)),
        Heading("customers", _("What customers say"), _customers_note(facts)),
        Heading("employees", _("What colleagues say"), _employees_note(facts)),
        Heading("promises", _("What was promised"), _promises_note(facts)),
        Heading("methods", _("How this was made")),
    )


def _areas_note(facts: Facts) -> str:
    if not facts.areas:
        return _("There are no countries or regions: the company is told as a whole.")
    return _("In the order of the alphabet. Only what can be told apart is called above or below.")


def _customers_note(facts: Facts) -> str:
    return drawn_note() if facts.quotes else _("No customer wrote words in this period.")


def drawn_note(left_out: int = 0) -> str:
    """How customers' words came to stand there, and that the author left some out."""
    words = _("Drawn by lot, in the proportion of all answers; chosen by nobody.")
    if left_out:
        words = ngettext(
            "Drawn by lot, in the proportion of all answers. The author left %(n)s out; the next of the draw"
            " came in, where there was one.",
            "Drawn by lot, in the proportion of all answers. The author left %(n)s out; the next of the draw"
            " came in, where there were any.",
            left_out,
        ) % {"n": left_out}
    return words + " " + _("In the language they were written in.")


def _employees_note(facts: Facts) -> str:
    if facts.comments:
        released = _("Released with the wave they were written in; drawn by lot.")
        return released + " " + _("In the language they were written in.")
    if facts.waves:
        return _("No comment was released: that takes ten answers and the writer’s consent.")
    return _("Colleagues have not been asked yet.")


def _promises_note(facts: Facts) -> str:
    """Of the changes that units chose; a tour of leadership past every centre is not recorded yet."""
    tour = _("There has been no tour of leadership past the centres on record.")
    total = sum(facts.outcomes.values())
    if not total:
        return _("No unit has chosen a change after a wave yet.") + " " + tour
    words = ngettext(
        "%(n)s change was chosen after a wave: %(done)s done, %(late)s late.",
        "%(n)s changes were chosen after waves: %(done)s done, %(late)s late.",
        total,
    ) % {"n": total, "done": facts.outcomes.get("done", 0), "late": facts.late}
    if total > len(facts.changes):
        words += " " + _("The ones of the highest units stand here.")
    return f"{words} {tour}"
