"""The forms of signing in."""

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.core import context
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from extramile.core.clock import now as read_clock
from extramile.people import access
from extramile.people.models import User
from extramile.people.operations.cards import PIN_DIGITS
from extramile.web.access import today
from extramile.web.account import limits
from extramile.web.account.codes import hash_of
from extramile.web.addresses import client_address


def shared_field() -> forms.BooleanField:
    return forms.BooleanField(label=lazy("Others use this computer or phone too"), required=False)


def digits_field(
    label: Any, *, missing: Any, autocomplete: str, longest: int = 20, secret: bool = False
) -> forms.CharField:
    """Large figures, a keyboard of figures on a phone, and the focus: the one thing asked on its page."""
    kind = forms.PasswordInput if secret else forms.TextInput
    attributes = {
        "autocomplete": autocomplete,
        "inputmode": "numeric",
        "autofocus": True,
        "class": "code-input",
        "dir": "ltr",
    }
    return forms.CharField(
        label=label, max_length=longest, widget=kind(attrs=attributes), error_messages={"required": missing}
    )


def count_try(per_machine: limits.Limit, per_person: limits.Limit, person: str) -> None:
    """Both are counted, whatever the first says. Raises ValidationError."""
    now = read_clock()
    machine = per_machine.allow(client_address(context.request), now=now)
    if not (per_person.allow(person, now=now) and machine):
        raise ValidationError(
            _("That was tried too often. Wait an hour, or sign in with your card or passkey."),
            code="too_many",
        )


class AddressForm(RequestLoginCodeForm):  # type: ignore[misc]
    """Where shall we send a code? Known or not, the same is done and said."""

    email = forms.EmailField(
        label=lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True, "dir": "ltr"}),
        error_messages={
            "invalid": lazy("That is not an e-mail address. Write it as name@company.example."),
            "required": lazy("Write your e-mail address."),
        },
    )
    shared = shared_field()

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip().lower()
        count_try(limits.CODES_PER_MACHINE, limits.CODES_PER_PERSON, email)
        user = User.objects.filter(email__iexact=email).select_related("employee").first()
        self._user = user if user is not None and access.is_here(user, today=today()) else None
        return email


class CodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]
    code = digits_field(
        lazy("Code"), missing=lazy("Write the code from the e-mail."), autocomplete="one-time-code"
    )

    def __init__(self, *args: Any, email: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_code(self) -> str:
        """Counted before it is compared, per person over all devices, so that guessing gets nowhere."""
        count_try(limits.GUESSES_PER_MACHINE, limits.GUESSES_PER_PERSON, self.email)
        hashed = hash_of(self.cleaned_data["code"])
        if not self.expected_code or hashed != self.expected_code:
            raise ValidationError(
                _("That is not the code. Look at the newest e-mail."), code="incorrect_code"
            )
        limits.GUESSES_PER_PERSON.forgive(self.email)
        return hashed


class PinForm(forms.Form):
    pin = digits_field(
        lazy("PIN"), missing=lazy("Write your PIN."), autocomplete="current-password", secret=True
    )
    shared = shared_field()


class NewPinForm(forms.Form):
    pin = digits_field(
        lazy("New PIN"), missing=lazy("Choose six digits."), autocomplete="off", longest=PIN_DIGITS
    )
