"""Which answers or jobs, and as what."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extramile.web.office.people.fields import DayField, UnitField

GROUPS = (
    ("", gettext_lazy("everybody")),
    ("promoter", gettext_lazy("promoters (9–10)")),
    ("passive", gettext_lazy("passives (7–8)")),
    ("detractor", gettext_lazy("detractors (0–6)")),
)
FORMATS = (
    ("csv", gettext_lazy("CSV: for every program, and quickest")),
    ("xlsx", gettext_lazy("Excel workbook: a sheet for each million rows")),
)


class PeriodForm(forms.Form):
    since = DayField(label=gettext_lazy("First day"), required=False)
    until = DayField(
        label=gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Empty: until now.")
    )
    unit = UnitField(
        label=gettext_lazy("Unit"),
        required=False,
        widget=forms.TextInput(attrs={"list": "units", "autocomplete": "off"}),
        help_text=gettext_lazy("Everything below it comes along. Empty: the whole organisation."),
    )

    format = forms.ChoiceField(
        label=gettext_lazy("As"), choices=FORMATS, widget=forms.RadioSelect, initial="csv", required=False
    )

    def clean_format(self) -> str:
        return self.cleaned_data["format"] or "csv"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", _("The last day comes before the first. Change one of them."))
        return cleaned


class ResponsesForm(PeriodForm):
    group = forms.ChoiceField(label=gettext_lazy("Who"), choices=GROUPS, required=False)
    field_order = ("since", "until", "unit", "group", "format")


class JobsForm(PeriodForm):
    """The same choices without a score."""
