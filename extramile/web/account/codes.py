"""The code of a sign-in mail. allauth keeps it in the session, which lies in the database: only its hash."""

from typing import Self

from allauth.core.internal.cryptokit import generate_user_code
from django.conf import settings

from extramile.core.tokens import keyed_hash


class HashedCode(str):
    """What allauth stores is the hash; `plain` is for the mail and lives no longer than the request."""

    plain: str

    @classmethod
    def new(cls) -> Self:
        plain = generate_user_code(**settings.ACCOUNT_LOGIN_BY_CODE_FORMAT)
        code = cls(hash_of(plain))
        code.plain = plain
        return code


def hash_of(code: str) -> str:
    """However it was typed: "123 456" and "123-456" are 123456."""
    digits = "".join(character for character in code if character.isalnum())
    return keyed_hash("sign-in-code", digits.upper())
