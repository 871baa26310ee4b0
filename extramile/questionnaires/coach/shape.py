"""LEN, FRQ, REM, OPEN, REQ and ANON: how much is asked, how often, and whether it gives somebody away."""

import re
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from extramile.questionnaires.coach.findings import Audience, Rewrite, Severity
from extramile.questionnaires.coach.looking import Fault, Look
from extramile.questionnaires.definition import Kind, Question
from extramile.questionnaires.estimates import longest_minutes, minutes

MOST_ITEMS: Final = 5
MOST_MINUTES: Final = 2.0
FAR_TOO_LONG: Final = 10.0
MOST_PULSE_ITEMS: Final = 15
MOST_WEEKLY_ITEMS: Final = 7
TELL_UP_TO_ITEMS: Final = 12
TELL_FROM_ITEMS: Final = 3  # a score and a why are read sooner than a sentence about them
FEWEST_DAYS: Final = {"relationship": 180, "job": 90, "employees": 90}
MOST_REMINDERS: Final = 3
FIRST_REMINDER: Final = 3
FULL_FROM_ITEMS: Final = 16  # a questionnaire for employees that is no pulse
MOST_PERSONAL: Final = 2
SMALLEST_CELL: Final = 10


def customers_length(look: Look) -> Iterator[Fault]:
    """Every question more costs answers."""
    if look.audience is not Audience.CUSTOMERS:
        return
    count, longest = len(look.longest), _minutes(look)
    if longest > FAR_TOO_LONG:
        reason = _("It takes up to %(n)s minutes: hardly anybody gets to the end.")
        yield Fault(reason % {"n": round(longest)}, severity=Severity.ERROR)
    elif count > MOST_ITEMS:
        reason = _("Some are asked %(n)s questions; up to %(most)s get the most answers.")
        yield Fault(reason % {"n": count, "most": MOST_ITEMS})
    elif longest > MOST_MINUTES:
        reason = _("It takes some about %(n)s minutes; up to two get the most answers.")
        yield Fault(reason % {"n": round(longest)})


def _minutes(look: Look) -> float:
    return max(longest_minutes(look.definition, language) for language in look.definition.languages)


def employees_length(look: Look) -> Iterator[Fault]:
    every, count = look.fieldwork.every_days, len(look.longest)
    if look.audience is not Audience.EMPLOYEES:
        return
    most = MOST_WEEKLY_ITEMS if every is not None and every <= 7 else MOST_PULSE_ITEMS
    if count > most and (every is None or every < FEWEST_DAYS["employees"]):
        reason = _("%(n)s questions are many for a pulse: up to %(most)s, or ask it a few times a year.")
        yield Fault(reason % {"n": count, "most": most})


TELLS_LENGTH: Final = re.compile(
    r"(?:\d+|one|two|three|four|five|half|één|een|twee|drie|vier|vijf|paar|halve)[\s-]+(?:\w+\s+)?"
    r"(?:minut\w*|minuut|minuten|seconds?|seconden|questions?|vragen|fragen)",
    re.I,
)


def tells_its_length(look: Look) -> Iterator[Fault]:
    count = len(look.longest)
    if look.fieldwork.length_is_told or not TELL_FROM_ITEMS <= count <= TELL_UP_TO_ITEMS:
        return
    for language in look.definition.languages:
        if language.partition("-")[0] in {"en", "nl"} and not _tells(look, language):
            text = _minutes_words(look, language)
            rewrite = Rewrite("length", language, text)
            reason = _("It does not say how short it is, and people who know that begin sooner.")
            yield Fault(reason, None, language, rewrite=rewrite)


def _tells(look: Look, language: str) -> bool:
    texts = [look.definition.texts.get("title", {}).get(language, "")]
    for question in look.definition.questions:
        texts += [question.texts.get(name, {}).get(language, "") for name in ("title", "help")]
    return any(TELLS_LENGTH.search(text) for text in texts)


def _minutes_words(look: Look, language: str) -> str:
    """In the language of the questionnaire, not of the screen: it becomes its text."""
    need = minutes(look.definition, language)
    if language.partition("-")[0] == "nl":
        return (
            "Dit kost ongeveer één minuut."
            if need <= 1.25
            else f"Dit kost ongeveer {round(need + 0.2)} minuten."
        )
    return (
        "This takes about one minute." if need <= 1.25 else f"This takes about {round(need + 0.2)} minutes."
    )


def quarantine(look: Look) -> Iterator[Fault]:
    """Who is asked too often stops answering."""
    if look.audience is Audience.EMPLOYEES:
        days = look.fieldwork.every_days
        fewest = FEWEST_DAYS["employees"]
        if len(look.longest) < FULL_FROM_ITEMS:
            return
    else:
        days = look.fieldwork.quarantine_days
        fewest = FEWEST_DAYS["relationship" if look.fieldwork.is_relationship else "job"]
    if days is not None and days < fewest:
        reason = _("The same person can be asked again after %(days)s days; leave at least %(fewest)s.")
        yield Fault(reason % {"days": days, "fewest": fewest})


def reminders(look: Look) -> Iterator[Fault]:
    given = look.fieldwork.reminders
    if given is not None and given > MOST_REMINDERS:
        reason = _("%(n)s reminders annoy more people than they bring in: at most %(most)s.")
        yield Fault(reason % {"n": given, "most": MOST_REMINDERS})


def reminders_in_time(look: Look) -> Iterator[Fault]:
    """Day 3 and 7 bring the most, and only to whoever has not answered."""
    first = look.fieldwork.first_reminder_days
    if look.audience is not Audience.EMPLOYEES:
        return
    if first is not None and first < FIRST_REMINDER:
        reason = ngettext(
            "The first reminder comes after %(n)s day, before most had time: day 3 and day 7 do best.",
            "The first reminder comes after %(n)s days, before most had time: day 3 and day 7 do best.",
            first,
        )
        yield Fault(reason % {"n": first})
    if look.fieldwork.reminds_everybody:
        yield Fault(_("Reminders go to everybody: whoever took a ballot already is asked for nothing."))


def open_questions(look: Look) -> Iterator[Fault]:
    """One open question, optional, after the score."""
    opened = [question for question in look.longest if question.kind is Kind.TEXT]
    for question in opened[1:]:
        reason = _("A second open question gets few words, and makes the first one shorter.")
        yield Fault(reason, question.key)
    for question in opened:
        if question.required:
            yield Fault(
                _("Whoever has to write something writes “x”: let words be optional."),
                question.key,
                rewrite=Rewrite("required"),
            )
    score = look.definition.score_question
    if score and opened and _comes_before(opened[0], score, look):
        reason = _("Words before the score colour the score: ask for them after it.")
        yield Fault(reason, opened[0].key, rewrite=Rewrite("first") if score else None)


def _comes_before(question: Question, other: Question, look: Look) -> bool:
    return look.definition.questions.index(question) < look.definition.questions.index(other)


def forced(look: Look) -> Iterator[Fault]:
    """Only the score has to be answered; an open one that must be is told already."""
    required = [one for one in look.longest if one.required and one.kind is not Kind.TEXT]
    required.sort(key=lambda one: one.kind is not Kind.NPS)
    for question in required[1:]:
        reason = _("Who is forced to answer leaves, or answers anything: only the score needs an answer.")
        yield Fault(reason, question.key, rewrite=Rewrite("required"))


PERSONAL: Final = re.compile(
    r"\b(?:your (?:age|gender|sex|nationality|education|function|job title|position|department|team|depot"
    r"|location|contract"
    r"|salary|date of birth|marital|ethnic\w*|religion|employee number)|how old are you|years? of birth"
    r"|year were you born|how long have you (?:worked|been)|(?:which|what) (?:team|department|depot"
    r"|location|function|shift"
    r"|region|age group|role|branch|contract|country)\b|(?:do|are) you (?:a )?(?:man|woman|male|female"
    r"|full-time|part-time"
    r"|work full-time|work part-time|manage|lead)\b|many hours .*contract|country were you born|highest "
    r"(?:degree|education)"
    r"|years of service|gender|"
    r"(?:je|uw) (?:leeftijd|geslacht|gender|nationaliteit|opleiding\w*|functie|afdeling|team|vestiging"
    r"|locatie|contract"
    r"|salaris\w*|geboorte\w*|burgerlijke staat|geloof|personeelsnummer|rol|ploeg)|hoe oud ben"
    r"|geboortejaar|ben je geboren"
    r"|hoe lang (?:werk|ben) je|hoeveel jaar werk je|(?:welke|welk|wat voor) (?:team|afdeling|vestiging"
    r"|locatie|functie|ploeg"
    r"|regio|leeftijdsgroep|leeftijdscategorie|rol|contract|dienst)\b|ben je (?:een )?(?:man|vrouw)"
    r"|(?:fulltime|parttime|voltijd"
    r"|deeltijd)\b|hoeveel uur .*contract|hoogste opleiding|dienstjaren|hoe lang ben je in dienst)\b",
    re.I,
)  # fmt: skip


def is_personal(question: Question, language: str) -> bool:
    """Whether it asks who somebody is (team, age, function, years of service) instead of what they find."""
    asked = question.kind in {Kind.SINGLE, Kind.MULTIPLE, Kind.TEXT}
    return asked and bool(PERSONAL.search(question.text("title", language)))


def anonymous(look: Look) -> Iterator[Fault]:
    """A few harmless facts together name one person."""
    if look.audience is not Audience.EMPLOYEES:
        return
    languages = [one for one in look.definition.languages if one.partition("-")[0] in {"en", "nl"}]
    personal = [one for one in look.longest if any(is_personal(one, language) for language in languages)]
    cell = look.fieldwork.smallest_cell
    if len(personal) > MOST_PERSONAL:
        words = ngettext(
            "%(n)s question asks who somebody is: together they name one person.",
            "%(n)s questions ask who somebody is: together they name one person.",
            len(personal),
        )
        yield Fault(words % {"n": len(personal)}, personal[MOST_PERSONAL].key)
    elif personal and cell is not None and cell < SMALLEST_CELL:
        reason = _("With %(cell)s answers in a group this question gives people away: leave it out.")
        yield Fault(reason % {"cell": cell}, personal[0].key)
