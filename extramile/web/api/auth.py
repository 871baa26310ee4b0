"""Programs prove who they are with a key. A key opens only what it was made for."""

from http import HTTPStatus

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


class Key(HttpBearer):
    """`auth=Key("jobs")`: a key with that scope. The view finds it as `request.auth`."""

    def __init__(self, scope: str) -> None:
        self.scope = scope
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        key = find_api_key(token, now=read_clock())
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
        fence.open_for_scope(self.scope)
        return key


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
