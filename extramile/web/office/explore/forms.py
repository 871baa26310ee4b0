"""A figure that others published, typed in by hand; or a file of them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from extramile.core.tables.words import tell
from extramile.monitor.operations.published import Given, check_figure, make_known
from extramile.monitor.operations.published.checking import LONGEST, SCALES
from extramile.web.access import today
from extramile.web.office.explore.wording import MEASURES
from extramile.web.office.people.fields import DayField


class FigureForm(forms.Form):
    name = forms.CharField(
        label=lazy("Whose figure is it?"),
        max_length=LONGEST["name"],
        help_text=lazy("Such as “Housing associations, the Netherlands”."),
    )
    measure = forms.ChoiceField(
        label=lazy("Measure"), choices=lambda: [(one, MEASURES[one]) for one in SCALES]
    )
    value = forms.FloatField(
        label=lazy("Figure"),
        help_text=lazy("An NPS from −100 to 100, a mean from 0 to 10, a share from 0 to 100."),
        widget=forms.NumberInput(attrs={"step": "any"}),
    )
    since = DayField(label=lazy("First day"))
    until = DayField(label=lazy("Last day"))
    source = forms.CharField(
        label=lazy("Source"),
        max_length=LONGEST["source"],
        help_text=lazy("Report, publisher, page: so that somebody else finds it."),
    )
    link = forms.CharField(label=lazy("Link"), max_length=LONGEST["link"], required=False)
    method = forms.CharField(
        label=lazy("How was it measured?"),
        max_length=LONGEST["method"],
        help_text=lazy("Who was asked, how and when: by e-mail after a job, by telephone once a year…"),
    )
    is_same_method = forms.BooleanField(
        label=lazy(
            "Measured as we measure: the same question, asked of the same kind of customers, the same way"
        ),
        required=False,
    )
    n = forms.IntegerField(
        label=lazy("Number of answers"), required=False, help_text=lazy("Empty if the source does not say.")
    )
    low = forms.FloatField(
        label=lazy("Lower limit"), required=False, widget=forms.NumberInput(attrs={"step": "any"})
    )
    high = forms.FloatField(
        label=lazy("Upper limit"), required=False, widget=forms.NumberInput(attrs={"step": "any"})
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            make_known()
            for problem in check_figure(self.given(), today=today()):
                self.add_error(problem.field, tell(problem.code, {}))
        return cleaned

    def given(self) -> Given:
        return Given(**self.cleaned_data)


class FileForm(forms.Form):
    file = forms.FileField(
        label=lazy("File"),
        allow_empty_file=True,  # the reader says what to do about it
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        help_text=lazy("CSV or XLSX, one figure a row."),
    )
