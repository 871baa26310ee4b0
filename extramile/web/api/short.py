"""One response by the shortest way: what most programs send, one at a time, as fast as they can.

The same check of what is sent, the same deed, the same answer as by its view; without finding the view, the
framework around it, and a second look at the answer. Whatever is not plain (a key not seen lately, a mistake
in what is sent, a response that is refused) is left to the view, which says what is wrong.
"""

import json
from typing import Final

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from extramile.web.api.auth import remembered
from extramile.web.api.errors import ApiError
from extramile.web.api.responses import One, status_of, take_one

PATH: Final = "/api/v1/responses"
SCOPE: Final = "responses"
JSON: Final = "application/json; charset=utf-8"


def one_response(request: HttpRequest) -> HttpResponse | None:
    """The answer; None: not by this way, and nothing was stored."""
    if request.path_info != PATH or request.method != "POST" or not _may(request):
        return None
    try:
        sent = One.model_validate(json.loads(request.body))
    except (ValueError, RecursionError, RequestDataTooBig):  # no JSON, or not of this shape
        return None
    try:
        result = take_one(sent)
    except ApiError:
        return None
    content = json.dumps({"result": result})
    return HttpResponse(content, status=status_of(result), content_type=JSON)


def _may(request: HttpRequest) -> bool:
    scheme, _space, secret = request.META["HTTP_AUTHORIZATION"].partition(" ")
    key = remembered(secret) if scheme.lower() == "bearer" else None
    return key is not None and SCOPE in key.scopes
