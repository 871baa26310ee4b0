"""The form of an asking plan: in hours and per cent, as people think of it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from extramile.invitations.models import AskingPlan
from extramile.questionnaires.models import Questionnaire
from extramile.web.access import today
from extramile.web.office.asking.common import QuestionnaireField, unit_choices

ORDERS: Final = [
    ("email", _("E-mail only")),
    ("email sms", _("E-mail, or SMS where there is no e-mail address")),
    ("sms email", _("SMS, or e-mail where there is no mobile number")),
    ("sms", _("SMS only")),
]
SAME: Final = (  # fields of the form that are fields of the row
    "name",
    "questionnaire",
    "least_answers_per_employee_per_month",
    "quiet_from",
    "quiet_until",
    "too_old_days",
    "quarantine_days",
    "reminders",
    "reminder_days",
    "expiry_days",
)


def _whole(label: Any, help_text: Any, least: int, most: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, min_value=least, max_value=most)


class PlanForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("For colleagues; customers never see it.")
    )
    unit = forms.TypedChoiceField(
        label=_("For"),
        coerce=lambda raw: int(raw) or None,
        help_text=_("This unit and everything below it. The plan nearest to the job counts."),
    )
    questionnaire = QuestionnaireField(
        label=_("Questionnaire"),
        queryset=Questionnaire.objects.none(),
        help_text=_("Only what has been published can be asked."),
    )
    order = forms.ChoiceField(label=_("How"), choices=ORDERS)
    hours = forms.DecimalField(
        label=_("Hours after the job"),
        min_value=0,
        max_value=240,
        decimal_places=1,
        help_text=_("Long enough to see whether the work holds, short enough to remember it. 2 is usual."),
    )
    quiet_from = forms.TimeField(
        label=_("No messages from"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("By the clock of the unit. The same time twice: at any hour."),
    )
    quiet_until = forms.TimeField(
        label=_("until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    share = forms.DecimalField(
        label=_("Ask this share of the customers (%)"),
        min_value=0,
        max_value=100,
        decimal_places=1,
        help_text=_("100 asks everybody whom the rules below allow."),
    )
    least_answers_per_employee_per_month = _whole(
        _("But at least so many answers per employee per month"),
        _("Until an employee has them, all of their customers are asked. 0: no least number."),
        0,
        200,
    )
    quarantine_days = _whole(
        _("Leave a customer in peace for (days)"),
        _("Nobody is asked again within this time, whatever the number of jobs. 90 is usual."),
        0,
        1000,
    )
    too_old_days = _whole(
        _("Do not ask about jobs older than (days)"), _("For files that come in late."), 1, 365
    )
    reminders = forms.TypedChoiceField(
        label=_("Reminders to who did not answer"),
        choices=[(0, _("None")), (1, _("One")), (2, _("Two")), (3, _("Three"))],
        coerce=int,
        help_text=_("One is usual. Nobody is ever reminded more than three times."),
    )
    reminder_days = _whole(_("Days between them"), "", 1, 60)
    expiry_days = _whole(
        _("The link works for (days)"), _("Until then a customer can answer and change the answer."), 1, 365
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, plan: AskingPlan) -> None:
        super().__init__(data, initial=_initial(plan))
        self.plan = plan
        published = Questionnaire.objects.filter(versions__published_at__isnull=False, archived_at=None)
        questionnaire = self.fields["questionnaire"]
        assert isinstance(questionnaire, forms.ModelChoiceField)  # noqa: S101
        questionnaire.queryset = published.distinct().order_by("name")
        unit = self.fields["unit"]
        assert isinstance(unit, forms.TypedChoiceField)  # noqa: S101
        unit.choices = [(0, _("Everywhere")), *unit_choices(day=today())]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        active = AskingPlan.objects.filter(active=True, questionnaire=cleaned.get("questionnaire"))
        unit = cleaned.get("unit")
        same = active.filter(unit_id=unit) if unit else active.filter(unit__isnull=True)
        if self.plan.active and same.exclude(pk=self.plan.pk).exists():
            self.add_error(
                "unit", _("There is a plan for this unit with this questionnaire already. Change that one.")
            )
        return cleaned

    def apply(self) -> AskingPlan:
        """The plan with what was filled in; not saved."""
        for name in SAME:
            setattr(self.plan, name, self.cleaned_data[name])
        self.plan.unit_id = self.cleaned_data["unit"]
        self.plan.channels = self.cleaned_data["order"].split()
        self.plan.delay_minutes = int(self.cleaned_data["hours"] * 60)
        self.plan.sample_rate = self.cleaned_data["share"] / 100
        return self.plan


def _initial(plan: AskingPlan) -> dict[str, Any]:
    known: dict[str, Any] = {name: getattr(plan, f"{name}_id", getattr(plan, name, None)) for name in SAME}
    order = " ".join(plan.channels)
    return known | {
        "unit": plan.unit_id or 0,
        "order": order if order in dict(ORDERS) else "email",
        "hours": (Decimal(plan.delay_minutes) / 60).quantize(Decimal("0.1")).normalize(),
        "share": f"{(Decimal(str(plan.sample_rate)) * 100).normalize():f}",
    }
