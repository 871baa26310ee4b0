"""Customers' words as the pages show them: of what work, where, when. Never a customer's name."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Final

from django.http import Http404, QueryDict
from django.utils import timezone

from extramile.actions.queries import marks_of
from extramile.monitor import queries
from extramile.people.models import Employee
from extramile.people.queries import unit_names
from extramile.responses.queries import Hits, Looked, OneAnswer, Position, Said, Which
from extramile.web.monitor.period import Filters
from extramile.web.monitor.wording import Wording, is_wish

PER_PAGE: Final = 10
FIRST_PAGE: Final = 4  # the figures below them must not be a day's walk away


def which_words(filters: Filters, *, before: Position | None, length: int) -> Which:
    """One more than the page shows: is there anything to read on?"""
    return {
        "since": filters.period.since,
        "until": filters.period.until,
        "group": filters.group,
        "questionnaire_id": filters.only.questionnaire_id,
        "channel": filters.only.channel,
        "before": before,
        "limit": length + 1,
    }


def look(
    employee: Employee, filters: Filters, which: Which, *, answers: Sequence[OneAnswer] | None
) -> Looked:
    """An employee's newest words; from answers read already where they hold all that is asked for."""
    if answers is None or filters.words or which.get("before"):
        return queries.newest_words_of_employee(employee.pk, words=filters.words, **which)
    return queries.newest_words_among(answers, **which)


def page_length(before: Position | None, *, first: int = FIRST_PAGE) -> int:
    return first if before is None else PER_PAGE


@dataclass(frozen=True, slots=True)
class Voice:
    said: Said
    facts: tuple[str, ...]
    ticks: tuple[str, ...]
    wishes: tuple[str, ...] = ()  # of what was ticked: what can be better
    is_new: bool = False
    is_unread: bool = False  # by the employee it is about
    is_kept: bool = False
    is_asked: bool = False  # the coach, and not talked about yet


def voices_of(
    said: Sequence[Said],
    *,
    wording: Wording,
    new_since: datetime | None = None,
    unread_since: datetime | None = None,
    names: Mapping[int, str] | None = None,
) -> list[Voice]:
    units = unit_names({one.unit_id for one in said})
    return [
        Voice(
            said=one,
            facts=(
                *filter(None, (wording.work(one.kind_of_work), units.get(one.unit_id, ""))),
                *(names[pk] for pk in one.employees if names and pk in names),
            ),
            ticks=tuple(wording.tick(tick) for tick in one.ticks if not is_wish(tick)),
            wishes=tuple(wording.tick(tick) for tick in one.ticks if is_wish(tick)),
            is_new=new_since is not None and one.responded_at > new_since,
            is_unread=unread_since is not None and one.responded_at > unread_since,
        )
        for one in said
    ]


def own_voices(
    said: Sequence[Said], *, employee: Employee, wording: Wording, marks_new: bool = False
) -> list[Voice]:
    """With what the employee did with them: read, kept, asked the coach."""
    marks = marks_of(employee, [one.response_id for one in said])
    new_since = marks.read_until if marks_new else None
    return [
        replace(
            voice,
            is_kept=voice.said.response_id in marks.kept,
            is_asked=voice.said.response_id in marks.asked,
        )
        for voice in voices_of(said, wording=wording, new_since=new_since)
    ]


def employee_names(said: Iterable[Said], *, among: Collection[int] | None) -> dict[int, str]:
    """The names of who did the work; `among`: only these may be named."""
    ids = {pk for one in said for pk in one.employees}
    if among is not None:
        ids &= set(among)
    return dict(Employee.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


@dataclass(frozen=True, slots=True)
class WordsPage:
    """Words as far as a page shows them, and where to read on."""

    said: list[Said]
    more_url: str
    looked_until: date | None  # a search stopped there, with more to look through
    hits: Hits | None = None  # of a search that begins


def words_page_of(looked: Looked, filters: Filters, path: str, *, length: int) -> WordsPage:
    """`looked` holds one more than the page shows, when there is more."""
    found, until = looked.said, looked.until
    shown = found[:length]
    position = found[length - 1].position if len(found) > length else until
    return WordsPage(
        said=shown,
        more_url=_more_url(filters, path, position) if position else "",
        looked_until=timezone.localtime(until[0]).date() if until else None,
        hits=looked.hits,
    )


def _more_url(filters: Filters, path: str, position: Position) -> str:
    base = filters.url().replace(filters.path, path, 1)
    return f"{base}{'&' if '?' in base else '?'}before={position_in_words(position)}"


def position_in_words(position: Position) -> str:
    return f"{int(position[0].timestamp() * 1_000_000)}-{position[1]}"


def read_position(query: QueryDict) -> Position | None:
    """Where to read on; an address that was tampered with does not exist."""
    raw = query.get("before", "")
    if not raw:
        return None
    moment, _dash, number = raw.partition("-")
    try:
        seconds, microseconds = divmod(int(moment), 1_000_000)
        at = datetime.fromtimestamp(seconds, UTC).replace(microsecond=microseconds)
        response_id = int(number)
    except (ValueError, OverflowError, OSError) as error:
        raise Http404 from error
    if not 0 <= response_id < 2**63:  # 0: where a search stopped
        raise Http404
    return at, response_id
