"""What began, where and when."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as lazy

from extramile.evidence.models import ChangeSort
from extramile.web.office.waves.picking import UnitPicker, UnitsField, is_picking

SORTS: Final[dict[str, Any]] = {
    ChangeSort.WORKING: lazy("Another way of working"),
    ChangeSort.COACHING: lazy("Coaching"),
    ChangeSort.SHARING: lazy("Sharing sessions"),
    ChangeSort.RECOGNITION: lazy("Recognition"),
    ChangeSort.TOUR: lazy("The tour of leadership"),
    ChangeSort.OTHER: lazy("Something else"),
}


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class StartsForm(forms.Form):
    """Units that began on one day."""

    units = UnitsField(label=lazy("Where"), help_text=lazy("With everybody below them."), widget=UnitPicker())
    started_on = forms.DateField(label=lazy("Began on"), widget=DayInput(), input_formats=["%Y-%m-%d"])

    def __init__(self, data: Mapping[str, Any] | None = None, **rest: Any) -> None:
        super().__init__(data, **rest)
        self.is_picking = data is not None and is_picking(data)
        if self.is_picking:  # show what was filled in, and complain about nothing yet
            self.full_clean()
            self._errors = forms.utils.ErrorDict()

    @property
    def starts(self) -> dict[int, date]:
        return dict.fromkeys(self.cleaned_data["units"], self.cleaned_data["started_on"])


class ChangeForm(StartsForm):
    what = forms.CharField(
        label=lazy("What began?"),
        max_length=200,
        help_text=lazy("As a report would say it: Coaching on the job."),
    )
    sort = forms.ChoiceField(label=lazy("It is"), choices=list(SORTS.items()), initial=ChangeSort.WORKING)

    field_order = ("what", "sort", "units", "started_on")
