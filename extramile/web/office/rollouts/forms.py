"""The form of a rollout: who takes part, in how many groups, and when each begins."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as lazy

from extramile.evidence.queries.rollouts import RolloutView
from extramile.people.models import Unit, UnitKind
from extramile.web.access import today
from extramile.web.office.changes.forms import SORTS, DayInput
from extramile.web.office.waves.picking import UnitPicker, UnitsField, is_picking

LEVELS: Final = {
    UnitKind.TEAM: lazy("Teams"),
    UnitKind.CENTRE: lazy("Centres"),
    UnitKind.REGION: lazy("Regions"),
}
LEAD: Final = timedelta(weeks=4)


class RolloutForm(forms.Form):
    name = forms.CharField(
        label=lazy("What will begin?"),
        max_length=200,
        help_text=lazy("As a report would say it: Coaching on the job."),
    )
    sort = forms.ChoiceField(label=lazy("It is"), choices=list(SORTS.items()))
    units = UnitsField(
        label=lazy("Where"),
        help_text=lazy("Lots are drawn among everything below these."),
        widget=UnitPicker(add_all=lazy("The whole company")),
    )
    level = forms.ChoiceField(label=lazy("Lots are drawn among"), choices=list(LEVELS.items()))
    groups = forms.IntegerField(
        label=lazy("Groups that begin"), min_value=1, max_value=11, help_text=lazy("One after the other.")
    )
    first = forms.DateField(
        label=lazy("The first group begins on"), widget=DayInput(), input_formats=["%Y-%m-%d"]
    )
    weeks_apart = forms.IntegerField(label=lazy("Weeks between groups"), min_value=2, max_value=52)
    last_group_waits = forms.BooleanField(
        label=lazy("One more group waits until all is over"),
        required=False,
        help_text=lazy("Somebody to compare the last group with. It may begin after that."),
    )
    weeks_before = forms.IntegerField(
        label=lazy("Weeks to look back"),
        min_value=12,
        max_value=104,
        help_text=lazy("Customers' answers of before the first start."),
    )
    weeks_after = forms.IntegerField(
        label=lazy("Weeks to look on"),
        min_value=12,
        max_value=104,
        help_text=lazy("After the last group began."),
    )
    worth_points = forms.FloatField(
        label=lazy("NPS points that are worth it"),
        min_value=0.5,
        max_value=100,
        help_text=lazy("The smallest difference for which you would do it everywhere."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, rollout: RolloutView | None) -> None:
        super().__init__(data, initial=_known(rollout) if rollout else _usual(today()))
        self.is_picking = data is not None and is_picking(data)
        if self.is_picking:  # show what was filled in, and complain about nothing yet
            self.full_clean()
            self._errors = ErrorDict()

    def plan(self) -> dict[str, Any]:
        """As `plan_rollout` takes it."""
        filled = self.cleaned_data
        apart = timedelta(weeks=filled["weeks_apart"])
        return {
            "name": filled["name"],
            "sort": filled["sort"],
            "unit_ids": among(filled["units"], filled["level"]),
            "starts_on": [filled["first"] + place * apart for place in range(filled["groups"])],
            "last_group_waits": filled["last_group_waits"],
            "weeks_before": filled["weeks_before"],
            "weeks_after": filled["weeks_after"],
            "worth_points": filled["worth_points"],
        }

    def tell(self, problems: Mapping[str, str]) -> None:
        """Each problem at the field that it is about."""
        fields = {"unit_ids": "units", "starts_on": "first"}
        for name, words in problems.items():
            field = fields.get(name, name)
            self.add_error(field if field in self.fields else None, words)


def among(chosen: list[int], level: str) -> list[int]:
    """Open units of this kind in (or at) the chosen ones."""
    found: set[int] = set()
    open_units = Unit.objects.exclude(closed_on__lte=today())
    for path in open_units.filter(pk__in=chosen).values_list("path", flat=True):
        found |= set(open_units.filter(path__startswith=path, kind=level).values_list("pk", flat=True))
    return sorted(found)


def _usual(day: date) -> dict[str, Any]:
    kinds = set(Unit.objects.exclude(closed_on__lte=day).values_list("kind", flat=True).distinct())
    return {
        "level": UnitKind.CENTRE if UnitKind.CENTRE in kinds else UnitKind.TEAM,
        "groups": 2,
        "first": day + LEAD - timedelta(days=(day + LEAD).weekday()),
        "weeks_apart": 12,
        "last_group_waits": True,
        "weeks_before": 48,
        "weeks_after": 24,
        "worth_points": 5,
        "sort": "coaching",
    }


def _known(rollout: RolloutView) -> dict[str, Any]:
    days = rollout.starts_on
    kinds = list(Unit.objects.filter(pk__in=rollout.unit_ids).values_list("kind", flat=True).distinct())
    return {
        "name": rollout.name,
        "sort": rollout.sort,
        "units": list(rollout.unit_ids),
        "level": kinds[0] if kinds else UnitKind.CENTRE,
        "groups": len(days),
        "first": days[0],
        "weeks_apart": (days[1] - days[0]).days // 7 if len(days) > 1 else 12,
        "last_group_waits": rollout.last_group_waits,
        "weeks_before": rollout.weeks_before,
        "weeks_after": rollout.weeks_after,
        "worth_points": rollout.worth_points,
    }
