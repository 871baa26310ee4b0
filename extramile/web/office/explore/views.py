"""Saved views: keep a question under a name, share it, rename it, take it away and back."""

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from extramile.core.clock import now
from extramile.monitor.models import SavedView
from extramile.monitor.operations.views import (
    ViewNameError,
    change_view,
    delete_view,
    restore_view,
    save_view,
)
from extramile.monitor.queries.views import own_view
from extramile.people.access import Deed
from extramile.web.access import allowed, signed_in_user
from extramile.web.office.explore.asked import asked_in, visible_to
from extramile.web.toasts import toast, went_wrong


def _refusal(error: ViewNameError) -> str:
    return {
        "empty": _("A view needs a name. Write one, such as “Teams, last quarter”."),
        "taken": _("You have another view of that name. Choose another name."),
        "full": _("You have two hundred views. Delete one first."),
    }[error.code]


def _back(query: str) -> HttpResponse:
    return redirect(f"{reverse('office:explore')}?{query}" if query else reverse("office:explore"))


def _mine(request: HttpRequest, pk: int, *, is_deleted: bool = False) -> SavedView:
    found = own_view(signed_in_user(request), pk, is_deleted=is_deleted)
    if found is None:
        raise Http404
    return found


@allowed(Deed.EXPLORE)
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    asked = asked_in(QueryDict(request.POST.get("query", "")), visible=visible_to(request))
    if asked.errors:
        went_wrong(request, _("This question cannot be kept: mend it first."))
        return _back("")
    try:
        view, is_new = save_view(
            request.POST.get("name", ""),
            asked.question,
            is_shared="shared" in request.POST,
            actor=signed_in_user(request),
            now=now(),
        )
    except ViewNameError as error:
        went_wrong(request, _refusal(error))
        return _back(asked.query)
    if is_new:
        undo = reverse("office:view-delete", args=[view.pk])
        toast(request, _("“%(name)s” is kept.") % {"name": view.name}, undo_url=undo)
    else:
        toast(request, _("You had kept this already, as “%(name)s”.") % {"name": view.name})
    return _back(view.query)


@allowed(Deed.EXPLORE)
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    view = _mine(request, pk)
    try:
        change_view(
            view,
            name=request.POST.get("name", ""),
            is_shared="shared" in request.POST,
            actor=signed_in_user(request),
            now=now(),
        )
    except ViewNameError as error:
        went_wrong(request, _refusal(error))
    else:
        toast(request, _("Saved."))
    return _back(view.query)


@allowed(Deed.EXPLORE)
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    view = _mine(request, pk)
    if delete_view(view, actor=signed_in_user(request), now=now()):
        undo = reverse("office:view-restore", args=[pk])
        toast(request, _("“%(name)s” is deleted.") % {"name": view.name}, undo_url=undo)
    return _back(view.query)


@allowed(Deed.EXPLORE)
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    view = _mine(request, pk, is_deleted=True)
    try:
        restore_view(view, actor=signed_in_user(request), now=now())
    except ViewNameError as error:
        went_wrong(request, _refusal(error))
    else:
        toast(request, _("“%(name)s” is back.") % {"name": view.name})
    return _back(view.query)
