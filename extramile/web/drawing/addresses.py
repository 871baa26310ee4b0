"""Addresses of which a page has many: found once, not once a row."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse


def plain(name: str) -> str:
    """`reverse` of a name without anything to fill in."""
    return _plain(name, get_script_prefix())


def numbered(name: str, number: int) -> str:
    """`reverse` of a name with one number to fill in."""
    before, after = _around(name, get_script_prefix())
    return f"{before}{int(number)}{after}"


@lru_cache(maxsize=256)
def _plain(name: str, prefix: str) -> str:
    del prefix  # `reverse` begins with it by itself
    return reverse(name)


@lru_cache(maxsize=256)
def _around(name: str, prefix: str) -> tuple[str, str]:
    del prefix
    before, _zero, after = reverse(name, args=[0]).rpartition("/0/")
    return f"{before}/", f"/{after}"
