"""The mail that a report is there: a link, and not one figure of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import mrml
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from extramile.board.compose.numbers import period
from extramile.core.texts import direction


@dataclass(frozen=True, slots=True)
class Facts:
    organisation: str
    since: date
    until: date
    link: str
    paper: str  # the same, to print


@dataclass(frozen=True, slots=True)
class Written:
    subject: str
    text: str
    html: str


def compose(facts: Facts, language: str) -> Written:
    with translation.override(language):
        shown = {"organisation": facts.organisation, "period": period(facts.since, facts.until)}
        subject = _("%(organisation)s: the report to the board") % shown
        lines = [
            _("There is a final report to the board of %(organisation)s, over %(period)s.") % shown,
            _("The first page takes two minutes. You sign in to read it; there is a file to print too."),
        ]
        button, paper = _("Read the report"), _("PDF to print")
        why = _(
            "You get this mail because the report was sent to you by name. The link is of no use to others."
        )
        text = (
            "\n\n".join([*lines, f"{button}:\n{facts.link}", f"{paper}:\n{facts.paper}", f"-- \n{why}"])
            + "\n"
        )
        html = _html(
            {"lines": lines, "open": button, "address": facts.link, "why": why, "title": facts.organisation}
            | {"paper": paper, "paper_address": facts.paper},
            language,
        )
    return Written(subject, text, html)


def _html(said: Mapping[str, object], language: str) -> str:
    """The template escapes what it is given; lines stay short, so that they travel as they are."""
    source = render_to_string(
        "board/letter.mjml", {**said, "language": language, "direction": direction(language)}
    )
    html: str = mrml.to_html(source, None, mrml.RenderOptions(disable_comments=False, fonts={})).content
    return html.replace("<t", "\n<t")
