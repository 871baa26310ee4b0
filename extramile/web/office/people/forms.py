"""The forms of the people pages. What may be done is decided by the operations; these ask for it."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from extramile.people.models import RoleKind, UnitKind
from extramile.people.operations import SCOPES
from extramile.web.office.countries import country_choices
from extramile.web.office.people.fields import DayField, EmployeeField, UnitField, UserField

UNIT_LIST = {"list": "units", "autocomplete": "off"}
KIND_NAMES = {
    UnitKind.COMPANY: _("company"),
    UnitKind.COUNTRY: _("country"),
    UnitKind.REGION: _("region"),
    UnitKind.CENTRE: _("centre"),
    UnitKind.TEAM: _("team"),
}
ROLE_NAMES = {
    RoleKind.COACH: _("coach"),
    RoleKind.MANAGER: _("manager"),
    RoleKind.INSIGHTS_OWNER: _("insights owner"),
    RoleKind.BOARD_READER: _("board reader"),
    RoleKind.HR: _("HR"),
    RoleKind.ADMINISTRATOR: _("administrator"),
}
SCOPE_NAMES = {
    "jobs": _("send jobs"),
    "people": _("send and read people and units"),
    "responses": _("send and read responses"),
    "customers": _("erase customers"),
    "voice": _("read released results of the employees' voice"),
}


class PersonForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("For signing in with a code. Without one: print a card."),
    )
    mobile = forms.CharField(label=_("Mobile number"), required=False, max_length=50)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class NewPersonForm(PersonForm):
    external_id = forms.CharField(label=_("Staff number"), max_length=200)
    team = UnitField(label=_("Team"), widget=forms.TextInput(attrs=UNIT_LIST))
    started_on = DayField(label=_("First day"))

    field_order = ["external_id", "name", "team", "started_on"]


class MoveForm(forms.Form):
    to = UnitField(label=_("New team"), widget=forms.TextInput(attrs=UNIT_LIST))
    on = DayField(label=_("From"))


class EndForm(forms.Form):
    on = DayField(
        label=_("First day gone"),
        help_text=_("What was done before stays. Roles, cards and sign-in end with it."),
    )


class UnitForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(kind.value, name) for kind, name in KIND_NAMES.items()]
    )
    external_id = forms.CharField(label=_("Number"), max_length=200, required=False)
    time_zone = forms.CharField(
        label=_("Time zone"), required=False, max_length=100, help_text=_("Empty: that of the unit above.")
    )


class NewUnitForm(UnitForm):
    parent = UnitField(label=_("Below"), required=False, widget=forms.TextInput(attrs=UNIT_LIST))


class MoveUnitForm(forms.Form):
    to = UnitField(
        label=_("Hang it below"),
        widget=forms.TextInput(attrs=UNIT_LIST),
        help_text=_("Everything below it moves along. Figures are counted anew; past jobs keep their team."),
    )


class RoleForm(forms.Form):
    who = UserField(label=_("Who"), help_text=_("Staff number, full name, or e-mail address."))
    kind = forms.ChoiceField(
        label=_("Role"), choices=[(kind.value, name) for kind, name in ROLE_NAMES.items()]
    )
    unit = UnitField(
        label=_("Of which unit"),
        required=False,
        widget=forms.TextInput(attrs=UNIT_LIST),
        help_text=_("A manager manages this unit and everything below it."),
    )
    employee = EmployeeField(
        label=_("Of whom"),
        required=False,
        help_text=_("A coach coaches this person: staff number or full name."),
    )
    started_on = DayField(label=_("From"))


class ReaderForm(forms.Form):
    """Somebody who is no employee."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail address"))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class KeyForm(forms.Form):
    name = forms.CharField(
        label=_("Which program is it for?"), max_length=100, help_text=_("Such as “Planning system”.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"),
        choices=[(scope, SCOPE_NAMES[scope]) for scope in SCOPES],
        widget=forms.CheckboxSelectMultiple,
    )


class SettingsForm(forms.Form):
    organisation = forms.CharField(
        label=_("Name of the organisation"), max_length=100, help_text=_("Customers see it in mails.")
    )
    accent = forms.RegexField(
        r"^#[0-9a-fA-F]{6}$",
        label=_("Colour"),
        widget=forms.TextInput(attrs={"type": "color"}),
        help_text=_("Of buttons and links that customers see. Choose one that white letters can be read on."),
    )
    minimum_answers = forms.IntegerField(
        label=_("Fewest answers for a figure"),
        min_value=3,
        max_value=100,
        help_text=_("Below it a page says “too few answers yet”."),
    )
    export_days = forms.IntegerField(
        label=_("Days that an export lies ready"),
        min_value=1,
        max_value=90,
        help_text=_("Then the file is deleted. It holds customers' words: keep it short."),
    )
    default_language = forms.ChoiceField(
        label=_("Language when nobody's is known"), choices=settings.LANGUAGES
    )
    currency = forms.RegexField(
        r"^[A-Z]{3}$", label=_("Currency"), help_text=_("Three capitals: EUR, GBP, CHF…")
    )

    region = forms.ChoiceField(
        label=_("Country of telephone numbers"),
        choices=country_choices,
        help_text=_("For numbers written without a country, such as “06 1234 5678”."),
    )

    def clean_accent(self) -> str:
        """White letters on it must be readable: WCAG asks for a contrast of 4.5."""
        colour: str = self.cleaned_data["accent"]
        if contrast_with_white(colour) < 4.5:
            raise forms.ValidationError(
                _("White letters on this colour are hard to read. Choose a darker one.")
            )
        return colour.lower()


def contrast_with_white(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def refuse(form: forms.Form, refused: Any) -> None:
    """Show a refusal of an operation at the field it is about."""
    field = refused.field if refused.field in form.fields else None
    form.add_error(field, str(refused))
