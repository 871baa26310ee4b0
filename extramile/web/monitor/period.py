"""Which days a page speaks of, and of which answers: read from the address, written into it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from django.http import HttpRequest, QueryDict
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extramile.monitor.queries import ALL, Only
from extramile.responses.queries import Group

WEEKS: Final[dict[str, tuple[int, str | Promise]]] = {
    "4w": (4, gettext_lazy("4 weeks")),
    "13w": (13, gettext_lazy("13 weeks")),
    "52w": (52, gettext_lazy("Year")),
}
GROUPS: Final[dict[Group, str | Promise]] = {
    "promoter": gettext_lazy("Promoters"),
    "passive": gettext_lazy("Passives"),
    "detractor": gettext_lazy("Detractors"),
}
CHANNELS: Final[dict[str, str | Promise]] = {
    "email": gettext_lazy("By e-mail"),
    "sms": gettext_lazy("By text message"),
    "qr_job": gettext_lazy("Code of the job"),
    "qr_employee": gettext_lazy("Code of an employee"),
    "qr_unit": gettext_lazy("Code of a unit"),
    "api": gettext_lazy("From another program"),
    "import": gettext_lazy("From a file"),
}
USUAL: Final = "13w"
LONGEST_WORDS: Final = 80
# What belongs to one request and not to what was chosen.
NOT_KEPT: Final = ("before", "mark", "at", "said")
LONGEST: Final = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both ends included. `key` is empty for a range of one's own."""

    key: str
    since: date
    until: date

    @property
    def before(self) -> "Period":
        """The period of the same length just before."""
        length = self.until - self.since + timedelta(days=1)
        return Period("", self.since - length, self.until - length)

    @property
    def in_words(self) -> str:
        if self.key:
            return {
                "4w": _("in the last four weeks"),
                "13w": _("in the last thirteen weeks"),
                "52w": _("in the last year"),
            }[self.key]
        return _("from %(since)s to %(until)s") % {
            "since": date_format(self.since, "j F Y"),
            "until": date_format(self.until, "j F Y"),
        }

    @property
    def before_in_words(self) -> str:
        """ "Customers are as enthusiastic as ..." """
        return {
            "4w": _("in the four weeks before"),
            "13w": _("last quarter"),
            "52w": _("in the year before"),
        }.get(self.key, _("in the period before"))


@dataclass(frozen=True, slots=True)
class Choice:
    label: str | Promise
    url: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """Of a list in a form."""

    value: str
    label: str | Promise
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Filters:
    period: Period
    group: Group | None
    query: QueryDict
    path: str
    is_odd: bool = False  # the days in the address make no sense: the usual ones are shown
    words: str = ""  # only where these stand in what was said
    only: Only = ALL
    questionnaires: Mapping[int, str] = field(default_factory=dict)  # to choose from

    def url(self, **changes: str) -> str:
        return self._address(self.path, NOT_KEPT, changes)

    def counts_url(self, path: str) -> str:
        """Of another page, about the same answers: the period, the questionnaire, the channel."""
        return self._address(path, (*NOT_KEPT, "group", "words"), {})

    def _address(self, path: str, without: Iterable[str], changes: Mapping[str, str]) -> str:
        query = self.query.copy()
        for name in (*without, *changes):
            query.pop(name, None)
        for name, value in changes.items():
            if value:
                query[name] = value
        if "period" in changes:
            query.pop("since", None)
            query.pop("until", None)
        return f"{path}?{query.urlencode()}" if query else path

    @property
    def in_words(self) -> str:
        """ "All customers, in the last thirteen weeks" """
        who = {
            None: _("All customers"),
            "promoter": _("Promoters"),
            "passive": _("Passives"),
            "detractor": _("Detractors"),
        }[self.group]
        return f"{who}, {self.period.in_words}"

    @property
    def periods(self) -> list[Choice]:
        return [
            Choice(label, self.url(period=key), key == self.period.key) for key, (_n, label) in WEEKS.items()
        ]

    @property
    def groups(self) -> list[Choice]:
        everyone = Choice(_("All"), self.url(group=""), self.group is None)
        return [everyone] + [
            Choice(label, self.url(group=group), group == self.group) for group, label in GROUPS.items()
        ]

    @property
    def channel_options(self) -> list[Option]:
        return [Option(key, label, key == self.only.channel) for key, label in CHANNELS.items()]

    @property
    def questionnaire_options(self) -> list[Option]:
        """None when there is nothing to choose."""
        if len(self.questionnaires) < 2:
            return []
        return [
            Option(str(pk), name, pk == self.only.questionnaire_id)
            for pk, name in sorted(self.questionnaires.items(), key=lambda one: one[1].casefold())
        ]

    @property
    def chips(self) -> list[Choice]:
        """What was chosen beside the period, each with the address of the page without it."""
        found: list[Choice] = []
        if self.words:
            found.append(Choice(f"“{self.words}”", self.url(words="")))
        if self.group:
            found.append(Choice(GROUPS[self.group], self.url(group="")))
        if self.only.questionnaire_id is not None:
            name = self.questionnaires.get(self.only.questionnaire_id, "")
            found.append(Choice(name, self.url(questionnaire="")))
        if self.only.channel is not None:
            found.append(Choice(CHANNELS[self.only.channel], self.url(channel="")))
        return found

    @property
    def all_url(self) -> str:
        """The same period, nothing left out."""
        return self.url(words="", group="", questionnaire="", channel="")

    @property
    def year_url(self) -> str:
        return self.url(period="52w", group="")

    @property
    def looked_for(self) -> list[tuple[str, str]]:
        """What an open page asks with again, and a form keeps: the period, and which answers."""
        chosen = {
            "group": self.group or "",
            "words": self.words,
            "questionnaire": str(self.only.questionnaire_id or ""),
            "channel": self.only.channel or "",
        }
        return [*self.days, *((name, value) for name, value in chosen.items() if value)]

    @property
    def days(self) -> list[tuple[str, str]]:
        if self.period.key:
            return [("period", self.period.key)]
        return [("since", self.period.since.isoformat()), ("until", self.period.until.isoformat())]

    def kept_by_form(self, *own: str) -> list[tuple[str, str]]:
        """The hidden fields of a form that has these fields itself."""
        return [(name, value) for name, value in self.looked_for if name not in own]

    @property
    def beside_words(self) -> list[tuple[str, str]]:
        return self.kept_by_form("words", "questionnaire", "channel")

    @property
    def beside_days(self) -> list[tuple[str, str]]:
        return self.kept_by_form("period", "since", "until")


def last_weeks(weeks: int, *, today: date, key: str = "") -> Period:
    return Period(key, today - timedelta(days=7 * weeks - 1), today)


def read_filters(
    request: HttpRequest, *, today: date, questionnaires: Mapping[int, str], path: str = ""
) -> Filters:
    query = request.GET
    group = query.get("group", "")
    period = _own_range(query, today=today)
    wants_own = bool(query.get("since") or query.get("until"))
    if period is None:
        key = query.get("period", "")
        key = key if key in WEEKS else USUAL
        period = last_weeks(WEEKS[key][0], today=today, key=key)
    return Filters(
        period=period,
        group=group if group in GROUPS else None,
        query=query,
        path=path or request.path,
        is_odd=wants_own and bool(period.key),
        words=" ".join(query.get("words", "").replace("\x00", " ").split())[:LONGEST_WORDS],
        only=_only(query, questionnaires),
        questionnaires=questionnaires,
    )


def _only(query: QueryDict, questionnaires: Mapping[int, str]) -> Only:
    """What there is none of is not asked for."""
    raw, channel = query.get("questionnaire", ""), query.get("channel", "")
    wanted = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else 0
    return Only(
        questionnaire_id=wanted if wanted in questionnaires else None,
        channel=channel if channel in CHANNELS else None,
    )


def _own_range(query: QueryDict, *, today: date) -> Period | None:
    try:
        since, until = date.fromisoformat(query.get("since", "")), date.fromisoformat(query.get("until", ""))
    except ValueError:
        return None
    until = min(until, today)
    return Period("", since, until) if timedelta(0) <= until - since <= LONGEST else None
