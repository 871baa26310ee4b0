"""The form of a wave: what is asked, whom, and when. Begins with what is usual."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from extramile.engagement.operations import ship_ready_made
from extramile.engagement.queries import WaveView
from extramile.engagement.shipped import READY_MADE
from extramile.people.models import Unit
from extramile.questionnaires.coach import Finding
from extramile.questionnaires.models import Questionnaire
from extramile.questionnaires.queries import newest_published
from extramile.web.access import today
from extramile.web.naming import called
from extramile.web.office.waves.picking import UnitPicker, UnitsField, is_picking
from extramile.web.voice.wording import LAYERS

KIND_OF: Final = {"enps": "enps", "pulse": "pulse", "engagement": "engagement", "culture-map": "culture"}
OPENS: Final = time(8, 0)
OPEN_FOR: Final = timedelta(days=14)
REMIND_ON: Final = (3, 7)
MOST_REMINDERS: Final = 3
LONGEST: Final = timedelta(days=90)


class LocalMoment(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


def _moment(label: Any, help_text: Any = "") -> forms.DateTimeField:
    formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
    return forms.DateTimeField(label=label, help_text=help_text, widget=LocalMoment(), input_formats=formats)


class WaveForm(forms.Form):
    name = forms.CharField(
        label=lazy("Name"), max_length=100, help_text=lazy("As everybody who is invited sees it.")
    )
    questionnaire = forms.ChoiceField(
        label=lazy("Questionnaire"),
        help_text=lazy("The ready-made ones come first; of your own, those that are published."),
    )
    units = UnitsField(
        label=lazy("Who is invited"),
        help_text=lazy("These units and everybody below them."),
        widget=UnitPicker(add_all=lazy("Invite the whole company")),
    )
    layers = forms.MultipleChoiceField(
        label=lazy("Only these"),
        choices=list(LAYERS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=lazy("None chosen: everybody."),
    )
    staff_units = UnitsField(
        label=lazy("Units that count as staff"),
        required=False,
        help_text=lazy("Their people are told apart from the front line in the culture map."),
    )
    opens_at = _moment(lazy("Opens"), lazy("Who is invited is fixed at that moment."))
    closes_at = _moment(
        lazy("Closes"), lazy("Two weeks is usual. The results are there for everybody at once, after.")
    )
    remind_on_days = forms.CharField(
        label=lazy("Reminders, days after the opening"),
        required=False,
        max_length=20,
        help_text=lazy("Three at most, such as 3, 7. Empty: no reminders."),
    )
    remind_only_without_ballot = forms.BooleanField(
        label=lazy("Remind only who took no ballot yet"),
        required=False,
        help_text=lazy("Who took a ballot is known. What was answered with it is not."),
    )
    least_in_node = forms.IntegerField(
        label=lazy("Show a unit from so many answers"),
        min_value=5,
        max_value=1000,
        help_text=lazy(
            "Five or more; nobody can choose less. Of a small team only that is shown from which three"
            " colleagues who tell each other what they answered can hardly work out what a fourth did: mostly"
            " from ten."
        ),
    )
    least_in_cut = forms.IntegerField(
        label=lazy("Show a layer from so many answers"),
        min_value=10,
        max_value=1000,
        help_text=lazy("Ten or more; nobody can choose less."),
    )

    despite = forms.CharField(
        label=lazy("Why all the same?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("Kept with the wave and in the audit trail."),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, wave: WaveView | None, now: datetime
    ) -> None:
        super().__init__(data, initial=_known(wave) if wave else _usual(now=now))
        self.now = now
        self.is_picking = data is not None and is_picking(data)
        self.why = self.fields.pop("despite")
        if data is not None and "despite" in data:
            self.fields["despite"] = self.why
        chosen = self.fields["questionnaire"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101
        chosen.choices = _questionnaires()

    def ask_why(self, findings: Iterable[Finding]) -> None:
        """The coach said no: say what it said, and ask for a reason."""
        self.fields["despite"] = self.why
        self.add_error("despite", [f"{one.text} {one.evidence}" for one in findings])

    def full_clean(self) -> None:
        """Whoever is still choosing units is not told yet what else is missing."""
        if self.is_picking:
            self._errors = ErrorDict(renderer=self.renderer)
        else:
            super().full_clean()

    def clean_remind_on_days(self) -> list[int]:
        raw = self.cleaned_data["remind_on_days"].replace(",", " ").split()
        days = sorted({int(one) for one in raw if one.isascii() and one.isdigit() and len(one) < 4})
        if len(days) != len(raw) or (days and days[0] < 1):
            raise forms.ValidationError(_("Write whole days, such as 3, 7."))
        if len(days) > MOST_REMINDERS:
            raise forms.ValidationError(_("Three reminders at most."))
        return days

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("It closes before it opens. Choose a later moment."))
        elif closes and closes <= self.now:
            self.add_error("closes_at", _("This moment has passed. Choose a later one."))
        elif opens and closes and closes - opens > LONGEST:
            self.add_error("closes_at", _("Ninety days at most: who is invited would change too much."))
        if opens and closes and cleaned.get("remind_on_days"):
            last = opens + timedelta(days=cleaned["remind_on_days"][-1])
            if last >= closes:
                self.add_error("remind_on_days", _("The last reminder comes after the closing."))
        return cleaned

    def plan(self) -> dict[str, Any]:
        """What `plan` and `change_plan` take."""
        given = dict(self.cleaned_data)
        questionnaire = given["questionnaire"]
        if questionnaire in READY_MADE:
            ship_ready_made(self.now)
        version = newest_published(questionnaire if questionnaire in READY_MADE else int(questionnaire))
        return {
            **{name: given[name] for name in SAME},
            "kind": KIND_OF.get(questionnaire, "own"),
            "questionnaire_version_id": version.pk,
            "languages": list(version.definition["languages"]),
            "unit_ids": given["units"],
            "staff_unit_ids": given["staff_units"],
            "despite": given.get("despite", ""),
        }


SAME: Final = (
    "name",
    "opens_at",
    "closes_at",
    "layers",
    "remind_on_days",
    "remind_only_without_ballot",
    "least_in_node",
    "least_in_cut",
)


def _questionnaires() -> list[tuple[str, str]]:
    """The ready-made ones by their slug, shipped when they are first chosen; then the organisation's own."""
    published = Questionnaire.objects.filter(versions__published_at__isnull=False, archived_at=None)
    own = published.exclude(slug__in=READY_MADE).distinct().order_by("name")
    ready = [(slug, called(name)) for slug, name in READY_MADE.items()]
    return [*ready, *((str(pk), name) for pk, name in own.values_list("pk", "name"))]


def _known(wave: WaveView) -> dict[str, Any]:
    questionnaire = Questionnaire.objects.get(versions__pk=wave.questionnaire_version_id)
    return {
        **{name: getattr(wave, name) for name in SAME},
        "opens_at": timezone.localtime(wave.opens_at),
        "closes_at": timezone.localtime(wave.closes_at),
        "questionnaire": questionnaire.slug if questionnaire.slug in READY_MADE else str(questionnaire.pk),
        "units": list(wave.unit_ids),
        "staff_units": list(wave.staff_unit_ids),
        "remind_on_days": ", ".join(str(day) for day in wave.remind_on_days),
    }


def _usual(*, now: datetime) -> dict[str, Any]:
    """Ready-made questions, the whole company, tomorrow at eight, two weeks, two reminders."""
    zone = timezone.get_current_timezone()
    opens = _at_eight(now.astimezone(zone) + timedelta(days=1), zone)
    return {
        "name": _("How is it going?"),
        "questionnaire": "enps",
        "units": list(
            Unit.objects.filter(parent=None).exclude(closed_on__lte=today()).values_list("pk", flat=True)
        ),
        "opens_at": opens,
        "closes_at": _at_eight(opens + OPEN_FOR, zone, at=time(18, 0)),
        "remind_on_days": ", ".join(str(day) for day in REMIND_ON),
        "remind_only_without_ballot": True,
        "least_in_node": 5,
        "least_in_cut": 10,
    }


def _at_eight(moment: datetime, zone: Any, *, at: time = OPENS) -> datetime:
    return datetime.combine(moment.date(), at, tzinfo=zone)
