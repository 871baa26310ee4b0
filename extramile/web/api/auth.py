"""Programs prove who they are with a key. A key opens only what it was made for.

A key that was found is remembered for a few seconds in each process: one that is revoked opens nothing
REMEMBERED_SECONDS later. Wrong keys are asked for, and counted, every time.
"""

import time
from hashlib import blake2b
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest
from ninja.security import HttpBearer

from extramile.core import limits
from extramile.core.clock import now as read_clock
from extramile.people import fence
from extramile.people.models import ApiKey
from extramile.people.operations import find_api_key
from extramile.web.addresses import client_address
from extramile.web.api.errors import ApiError

WRONG_KEYS_PER_MINUTE = 60
REMEMBERED_SECONDS: Final = 5.0
MOST_REMEMBERED: Final = 1000
_remembered: dict[bytes, tuple[float, ApiKey]] = {}  # by a hash of the secret, which is kept nowhere


class Key(HttpBearer):
    """`auth=Key("jobs")`: a key with that scope. The view finds it as `request.auth`.

    `opens`: what the scope may read is open to the view at once; else the view says so when it must.
    """

    def __init__(self, scope: str, *, opens: bool = True) -> None:
        self.scope, self.opens = scope, opens
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        key = _known(token)
        if key is None:
            _count_wrong_key(request)
            return None
        if self.scope not in key.scopes:
            raise ApiError(
                HTTPStatus.FORBIDDEN,
                "scope",
                f"This key is not for “{self.scope}”.",
                place="header.Authorization",
                remedy="Use a key that is, or ask an administrator to make one.",
            )
        if self.opens:
            fence.open_for_scope(self.scope)
        return key


def _name_of(secret: str) -> bytes:
    return blake2b(secret.encode("utf-8", "replace"), digest_size=32).digest()


def remembered(secret: str) -> ApiKey | None:
    """The key of this secret, if it was found within the last few seconds."""
    since, key = _remembered.get(_name_of(secret), (0.0, None))
    return key if time.monotonic() - since < REMEMBERED_SECONDS else None


def _known(secret: str) -> ApiKey | None:
    key = remembered(secret)
    if key is not None:
        return key
    name = _name_of(secret)
    _remembered.pop(name, None)
    key = find_api_key(secret, now=read_clock())
    if key is not None:
        if len(_remembered) >= MOST_REMEMBERED:
            _remembered.clear()
        _remembered[name] = (time.monotonic(), key)
    return key


def forget_keys() -> None:
    """For tests, and for whoever revokes a key in this process."""
    _remembered.clear()


def _count_wrong_key(request: HttpRequest) -> None:
    address = client_address(request)
    if not limits.allow("api-key", address, limit=WRONG_KEYS_PER_MINUTE, seconds=60, now=read_clock()):
        raise ApiError(
            HTTPStatus.TOO_MANY_REQUESTS,
            "too_many_wrong_keys",
            "Too many wrong keys came from this address.",
            remedy="Wait a minute, then try again with the right key.",
            Retry_After="60",
        )


def key_of(request: HttpRequest) -> ApiKey:
    """The key behind a request that `Key` let through."""
    key = getattr(request, "auth", None)
    if not isinstance(key, ApiKey):
        raise TypeError("this view is not guarded by Key")
    return key
