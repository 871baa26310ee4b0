"""How it was made: periods, answers, rules of release, methods and versions, hashes, whose the marks are."""

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from extramile.board.compose.numbers import answers, count, day, percent, period
from extramile.board.content import Section
from extramile.board.gather.facts import Facts, StudyFacts
from extramile.board.gather.words import SHOWN
from extramile.core.texts import pick


def methods(facts: Facts, *, mark: str) -> tuple[Section, ...]:
    sections = (_customers(facts), _colleagues(facts), _studies(facts), _words(facts), _program(facts, mark))
    return tuple(one for one in sections if one.paragraphs)


def _customers(facts: Facts) -> Section:
    tally = facts.company.customers
    first = _("%(answers)s over %(period)s, each on the day it came in.") % {
        "answers": answers(tally.n),
        "period": period(facts.since, facts.until),
    }
    rate = tally.response_rate
    asked = (
        ngettext(
            "%(asked)s customer was asked in these days; %(rate)s of them answered, then or later.",
            "%(asked)s customers were asked in these days; %(rate)s of them answered, then or later.",
            tally.asked,
        )
        % {"asked": count(tally.asked), "rate": percent(rate)}
        if rate is not None
        else ""
    )
    rest = (
        _(
            "NPS is the share of 9 and 10 less the share of 0 to 6. Intervals are Tango’s score intervals at"
            " 95%; a score from fewer than {n} answers is not told."
        ).format(n=facts.minimum),
        _(
            "Areas stand in the order of the alphabet. One is called clearly above or below the others"
            " of its kind"
            " when an exact permutation test says so, with the many comparisons paid for"
            " (Benjamini–Hochberg, 5%)."
        ),
    )
    return Section(_("Customers"), tuple(line for line in (first, asked, *rest) if line))


def _colleagues(facts: Facts) -> Section:
    if not facts.waves:
        return Section(_("Colleagues"), (_("No wave of the employees’ own voice was closed by then."),))
    lines = [
        _(
            "Only released tables were read: computed once when a wave closes, never changed. Groups with few"
            " answers, or from which a few people could be worked out, are withheld; figures are rounded and"
            " answers are told in bands."
        ),
        *(
            _("%(wave)s, closed on %(day)s: table %(mark)s, rules %(rules)s.")
            % {
                "wave": wave.name,
                "day": day(wave.closed_on),
                "mark": wave.fingerprint[:16],
                "rules": wave.rules,
            }
            for wave in facts.waves
        ),
    ]
    return Section(_("Colleagues"), tuple(lines))


def _studies(facts: Facts) -> Section:
    lines = [_study(one) for one in facts.studies]
    if lines:
        first = _(
            "Each study was written down before its data were read. What it says follows from its"
            " tests; nobody"
            " chose the words. Its hash proves that the statement did not change."
        )
        lines.insert(0, first)
    return Section(_("Studies"), tuple(lines))


def _study(one: StudyFacts) -> str:
    words = _("%(key)s: %(question)s Hash %(hash)s.") % {
        "key": one.key,
        "question": pick(one.question, get_language() or "en"),
        "hash": one.statement_hash[:16],
    }
    if one.run:
        return words + " " + _("Run %(run)s.") % {"run": one.run}
    return words + " " + _("Not computed yet.")


def _words(facts: Facts) -> Section:
    lines = []
    if facts.quotes:
        lines.append(
            _(
                "The %(n)s quotes of customers were drawn by lot from all answers with words, as many"
                " promoters,"
                " passives and detractors as there are among all answers. Names of colleagues, addresses and"
                " numbers were taken out. The lot is seeded by this report: it can be drawn again."
            )
            % {"n": min(SHOWN, sum(one.is_shown for one in facts.quotes))}
        )
    if facts.comments:
        lines.append(
            _(
                "Comments of colleagues were released with their wave, where ten or more answered;"
                " which of them"
                " stand here was drawn by lot too."
            )
        )
    return Section(_("Words"), tuple(lines))


def _program(facts: Facts, mark: str) -> Section:
    made = _("Made on %(day)s with Extra Mile %(version)s; fingerprint of the figures %(mark)s.") % {
        "day": day(facts.made_on),
        "version": facts.version,
        "mark": mark[:16],
    }
    frozen = _(
        "Final, nothing of it changes any more: not a figure, not a word, but what a customer has erased."
    )
    return Section(_("This report"), (made, frozen))


def notice() -> str:
    return _(
        "Net Promoter, NPS and Net Promoter Score are registered marks of Bain & Company, Inc., NICE"
        " Systems, Inc.,"
        " and Fred Reichheld."
    )
