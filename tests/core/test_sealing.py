"""What is sealed cannot be read without the secret, and opens after the secret was changed."""

import pytest
from pytest_django import Settings

from extramile.core.sealing import is_sealed, seal, unseal


def test_sealed_text_opens_and_shows_nothing() -> None:
    sealed = seal("Your code: 123456 — ☃")
    assert is_sealed(sealed)
    assert "123456" not in sealed
    assert unseal(sealed) == "Your code: 123456 — ☃"
    assert seal("a") != seal("a")


def test_plain_text_passes() -> None:
    assert unseal("Hello") == "Hello"


def test_an_old_secret_still_opens_and_a_foreign_one_never(settings: Settings) -> None:
    sealed = seal("hello")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    assert unseal(sealed) == "hello"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(ValueError, match="another secret"):
        unseal(sealed)
