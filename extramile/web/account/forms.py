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


def too_many() -> ValidationError:
    return ValidationError(
        _("That was tried too often. Wait an hour, or sign in with your card or passkey."), code="too_many"
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
        now = read_clock()
        machine = limits.CODES_PER_MACHINE.allow(client_address(context.request), now=now)
        person = limits.CODES_PER_PERSON.allow(email, now=now)
        if not (machine and person):
            raise too_many()
        user = User.objects.filter(email__iexact=email).select_related("employee").first()
        self._user = user if user is not None and access.is_here(user, today=today()) else None
        return email


class CodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]
    code = forms.CharField(
        label=lazy("Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "autofocus": True,
                "class": "code-input",
                "dir": "ltr",
            }
        ),
        error_messages={"required": lazy("Write the code from the e-mail.")},
    )

    def __init__(self, *args: Any, email: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_code(self) -> str:
        """Counted before it is compared, per person over all devices, so that guessing gets nowhere."""
        now = read_clock()
        machine = limits.GUESSES_PER_MACHINE.allow(client_address(context.request), now=now)
        person = limits.GUESSES_PER_PERSON.allow(self.email, now=now)
        if not (machine and person):
            raise too_many()
        hashed = hash_of(self.cleaned_data["code"])
        if not self.expected_code or hashed != self.expected_code:
            raise ValidationError(
                _("That is not the code. Look at the newest e-mail."), code="incorrect_code"
            )
        limits.GUESSES_PER_PERSON.forgive(self.email)
        return hashed


class PinForm(forms.Form):
    pin = forms.CharField(
        label=lazy("PIN"),
        max_length=20,
        widget=forms.PasswordInput(
            attrs={
                "autocomplete": "current-password",
                "inputmode": "numeric",
                "autofocus": True,
                "class": "code-input",
                "dir": "ltr",
            }
        ),
        error_messages={"required": lazy("Write your PIN.")},
    )
    shared = shared_field()


class NewPinForm(forms.Form):
    pin = forms.CharField(
        label=lazy("New PIN"),
        max_length=PIN_DIGITS,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "inputmode": "numeric",
                "autofocus": True,
                "class": "code-input",
                "dir": "ltr",
            }
        ),
        error_messages={"required": lazy("Choose six digits.")},
    )
