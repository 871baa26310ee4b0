"""Come forward as an enthusiast: by name, by choice, and unlinked to any answer."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from extramile.engagement.operations.forward import come_forward, step_back
from extramile.engagement.problems import VoiceProblem
from extramile.engagement.queries import lists_of
from extramile.web.access import signed_in, today
from extramile.web.toasts import toast, went_wrong
from extramile.web.voice.common import employee_or_404

LISTS: Final[dict[str, Promise]] = {
    "tell_colleagues": gettext_lazy("Tell colleagues what works for me"),
    "welcome_newcomers": gettext_lazy("Welcome new colleagues"),
    "try_new_things": gettext_lazy("Try new things first"),
    "be_asked": gettext_lazy("Be asked now and then what I think"),
}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def forward_page(request: HttpRequest) -> HttpResponse:
    employee = employee_or_404(request)
    if request.method == "POST":
        _take(request, employee.pk)
        return redirect("voice:forward")
    mine = lists_of(employee.pk)
    rows = [{"key": key, "label": label, "mine": mine.get(key)} for key, label in LISTS.items()]
    return render(request, "voice/forward.html", {"rows": rows})


def _take(request: HttpRequest, employee_id: int) -> None:
    key = request.POST.get("list", "")
    if key not in LISTS:
        raise Http404
    if "back" in request.POST:
        step_back(employee_id, key, today=today())
        toast(request, _("You are off the list."))
        return
    try:
        come_forward(employee_id, key, words=request.POST.get("words", ""), today=today())
    except VoiceProblem as problem:
        went_wrong(request, str(problem))
    else:
        toast(request, _("Thank you for coming forward. You can step back at any time."))
