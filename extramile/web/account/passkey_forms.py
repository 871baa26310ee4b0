"""What a browser sends about a passkey, read with distrust.

allauth's forms do not check what is empty (a passkey of `0` was kept, and whoever had it could neither add
use another) and fall over what is torn: the library below them raises whatever the bytes lead it to.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import LoginWebAuthnForm, SignupWebAuthnForm
from django import forms

Read = TypeVar("Read")
LONGEST = 64 * 1024  # a passkey with a long chain of certificates takes a tenth of it


class CredentialField(forms.JSONField):
    """An object with something in it; else no passkey."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        found = _read(lambda: super(CredentialField, self).to_python(value)) if _is_short(value) else None
        if not isinstance(found, dict) or not found:
            raise get_adapter().validation_error("incorrect_code")
        return found


class AddForm(SignupWebAuthnForm):  # type: ignore[misc]
    credential = CredentialField()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = _read(super().clean)
        return cleaned


class SignInForm(LoginWebAuthnForm):  # type: ignore[misc]
    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        return _read(super().clean_credential)


def _is_short(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST


def _read(read: Callable[[], Read]) -> Read:
    try:
        return read()
    except forms.ValidationError:
        raise
    except Exception as error:
        raise get_adapter().validation_error("incorrect_code") from error
