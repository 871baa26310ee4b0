"""What to expect of a questionnaire before anybody has answered it: how long it takes, how much it will tell.

Where the figures come from:
- reading: 238 words a minute. English: M. Brysbaert, "How many words do we read per minute?", Journal of
  Memory and Language 109 (2019), 190 studies. Dutch: the same 238, Brysbaert, Sui, Dirix & Duyck, Quarterly
  Journal of Experimental Psychology (2021). Other languages with spaces are taken alike; Chinese and Japanese
  are counted in signs, 1.6 to a word (IReST, Trauzettel-Klosinski & Dietz 2012: 255 signs = 158 words).
- answering: Pew Research Center budgets 85 ordinary questions for 15 minutes, 10.6 seconds each with the
  reading ("How we keep our online surveys from running too long", 2022); about 25 words to read leave 4 to 5
  seconds for choosing, less for a score that needs no reading of options, more where several may be ticked.
- writing on a phone: 36 words a minute (Palin et al., MobileHCI 2019, 37,000 people), plus thinking. Of
  those who may leave words out, 4 in 10 write: a stated guess between 27 % (a public file of 13,954 French
  shop customers) and the 60 to 70 % of CivicPulse's panel.
- dividing points: nobody published it; each statement counts as one choice, then two moments to make it fit.

They are good enough to say "about 40 seconds" or "too long", not to promise anyone a time.
"""

import math
import re
from dataclasses import dataclass
from typing import Final

from extramile.core.texts import pick
from extramile.questionnaires.definition import (
    Condition,
    Definition,
    Group,
    Kind,
    Question,
    group_of,
)
from extramile.questionnaires.pieces import fill
from extramile.stats import nps_interval

WORDS_READ_A_MINUTE: Final = 238
SIGNS_A_WORD: Final = 1.6
SECONDS_TO_ANSWER: Final = {
    Kind.NPS: 4.0,
    Kind.RATING: 4.0,
    Kind.SINGLE: 5.0,
    Kind.MULTIPLE: 7.0,
    Kind.CONSENT: 3.0,
    Kind.STATEMENT: 0.0,
}
WORDS_WRITTEN: Final = 20
WORDS_WRITTEN_A_MINUTE: Final = 36
SECONDS_TO_THINK: Final = 5.0
SHARE_WHO_WRITE: Final = 0.4  # where words may be left out
SHARE_WHO_CHOOSE: Final = 0.5  # of those who see a choice, the share that opens what hangs on it

_SIGN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
# A score of each group, to see which of its texts a question shows.
_SCORE_OF: Final = {Group.PROMOTER: 10, Group.PASSIVE: 8, Group.DETRACTOR: 3}
# Stand-ins for the job, as long as they usually are.
_PIECES: Final = {
    "first name": "Anna",
    "unit": "Utrecht",
    "kind of work": "chip repair",
    "employee": "Jan",
    "day": "Tuesday",
    "organisation": "Example",
}


def minutes(definition: Definition, language: str) -> float:
    """What a visitor needs on average: the mean of the ways of a promoter, a passive and a detractor."""
    return sum(_seconds(definition, language, group) for group in Group) / len(Group) / 60


def longest_minutes(definition: Definition, language: str) -> float:
    """What the group needs that is asked most: the figure to keep low."""
    return max(_seconds(definition, language, group) for group in Group) / 60


def _seconds(definition: Definition, language: str, group: Group) -> float:
    """What one of that group needs, each question counted as far as it is likely to be asked."""
    shares: dict[str, float] = {}
    total = 0.0
    for question in definition.questions:
        share = min(
            (shares[one.question] * _chance(definition, one, group) for one in question.when), default=1.0
        )
        shares[question.key] = share
        total += share * seconds_of(question, language, group)
    return total


def _chance(definition: Definition, condition: Condition, group: Group) -> float:
    """How likely a condition holds for one of that group."""
    about = definition.question(condition.question)
    if about is None or not about.scale:
        return SHARE_WHO_CHOOSE
    if about.kind is Kind.NPS:
        scores = [score for score in about.scale if group_of(score) is group]
    else:
        scores = list(about.scale)
    return sum(condition.holds({about.key: score}) for score in scores) / len(scores)


def seconds_of(question: Question, language: str, group: Group = Group.PROMOTER) -> float:
    """To read and to answer one question that is asked."""
    return words_of(question, language, group) / WORDS_READ_A_MINUTE * 60 + _seconds_to_answer(question)


def _seconds_to_answer(question: Question) -> float:
    if question.kind is Kind.TEXT:
        writing = SECONDS_TO_THINK + WORDS_WRITTEN / WORDS_WRITTEN_A_MINUTE * 60
        return writing if question.required else writing * SHARE_WHO_WRITE
    if question.kind is Kind.POINTS:
        return (len(question.options) + 2) * SECONDS_TO_ANSWER[Kind.SINGLE]
    return SECONDS_TO_ANSWER[question.kind]


def words_of(question: Question, language: str, group: Group = Group.PROMOTER) -> float:
    """What there is to read: the question, its help and the labels of its answers."""
    score = {key: _SCORE_OF[group] for variant in question.variants for key in _asked_about(variant.when)}
    texts = [question.text(name, language, score) for name in ("title", "help", "low", "high")]
    labels = [pick(option.label, language) for option in question.options]
    return sum(count_words(fill(text, _PIECES)) for text in texts + labels)


def _asked_about(conditions: tuple[Condition, ...]) -> list[str]:
    return [condition.question for condition in conditions if condition.group]


def count_words(text: str) -> float:
    """Words between blanks; signs of Chinese and Japanese as parts of words."""
    signs = len(_SIGN.findall(text))
    return len(_SIGN.sub(" ", text).split()) + signs / SIGNS_A_WORD


# --- how much it will tell -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class History:
    """How it went so far, a month; or an assumption, said to be one."""

    jobs_per_employee: float
    jobs_per_unit: float
    asked: float  # the share of jobs whose customer is asked
    answered: float  # the share of those asked who answer
    mix: tuple[float, float, float]  # shares of promoters, passives and detractors
    is_assumed: bool = False


# Without a history: a technician's five jobs a week, a team of eight, and what workshops usually get.
ASSUMED: Final = History(20, 160, 0.8, 0.2, (0.6, 0.25, 0.15), is_assumed=True)
MONTHS_LATER: Final = 3


@dataclass(frozen=True, slots=True)
class Yield:
    """What one employee or one unit may expect."""

    a_month: float  # answers
    points: int | None  # after a quarter the score is known to ± so many; None: too few answers to say

    @property
    def least(self) -> int:
        return math.floor(self.a_month)

    @property
    def most(self) -> int:
        return math.ceil(self.a_month)


@dataclass(frozen=True, slots=True)
class Expected:
    response: float  # of a hundred jobs, the share with an answer
    employee: Yield
    unit: Yield


def expected(history: History) -> Expected:
    """How many answers will come, and how well a score is known by them after a quarter."""
    response = history.asked * history.answered
    return Expected(
        response=response,
        employee=_yield(history.jobs_per_employee * response, history.mix),
        unit=_yield(history.jobs_per_unit * response, history.mix),
    )


def _yield(a_month: float, mix: tuple[float, float, float]) -> Yield:
    n = round(a_month * MONTHS_LATER)
    if n < 1:
        return Yield(a_month, None)
    interval = nps_interval(*_counts(n, mix))
    return Yield(a_month, round((interval.high - interval.low) / 2 * 100))


def _counts(n: int, mix: tuple[float, float, float]) -> tuple[int, int, int]:
    """n answers in these shares; what rounding leaves over goes to the largest remainders."""
    whole = sum(mix) or 1
    exact = [n * share / whole for share in mix]
    counts = [math.floor(one) for one in exact]
    by_remainder = sorted(range(3), key=lambda place: counts[place] - exact[place])
    for place in by_remainder[: n - sum(counts)]:
        counts[place] += 1
    return counts[0], counts[1], counts[2]
