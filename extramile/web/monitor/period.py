"""Which days a page speaks of, and which group of customers: read from the address, written into it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.http import HttpRequest, QueryDict
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
USUAL: Final = "13w"
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
    is_current: bool


@dataclass(frozen=True, slots=True)
class Filters:
    period: Period
    group: Group | None
    query: QueryDict
    path: str
    is_odd: bool = False  # the days in the address make no sense: the usual ones are shown

    def url(self, **changes: str) -> str:
        query = self.query.copy()
        for name in ("before", "mark", "at", "said"):
            query.pop(name, None)
        for name, value in changes.items():
            query.pop(name, None)
            if value:
                query[name] = value
        if "period" in changes:
            query.pop("since", None)
            query.pop("until", None)
        return f"{self.path}?{query.urlencode()}" if query else self.path

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


def last_weeks(weeks: int, *, today: date, key: str = "") -> Period:
    return Period(key, today - timedelta(days=7 * weeks - 1), today)


def read_filters(request: HttpRequest, *, today: date, path: str = "") -> Filters:
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
    )


def _own_range(query: QueryDict, *, today: date) -> Period | None:
    try:
        since, until = date.fromisoformat(query.get("since", "")), date.fromisoformat(query.get("until", ""))
    except ValueError:
        return None
    until = min(until, today)
    return Period("", since, until) if timedelta(0) <= until - since <= LONGEST else None
