"""The link in every mail: "rather no more questions".

Opening it shows a page with one button and changes nothing: mail scanners open links. A mail program's own
"unsubscribe" button posts to the same address (RFC 8058); it has no cookie and no page, so the token alone
is the proof.
"""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from extramile.core.clock import now as clock
from extramile.core.tokens import link_token
from extramile.invitations.operations import stop_asking
from extramile.invitations.queries import read_stop_link
from extramile.web.answer import views
from extramile.web.answer.sending import say


@csrf_exempt
def stop(request: HttpRequest, token: str) -> HttpResponse:
    invitation_id = read_stop_link(token.lower())
    if invitation_id is None:
        return say(request, "unknown", status=404)
    if request.method == "POST" and request.POST.get("List-Unsubscribe") == "One-Click":
        stop_asking(invitation_id, via="list-unsubscribe", now=clock())
        return HttpResponse("", content_type="text/plain", headers={"Cache-Control": "no-store"})
    return views.stop(request, link_token("answer", invitation_id))
