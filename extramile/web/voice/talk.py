"""A unit talks about its results: celebrate, choose one thing, try, look back; for everybody to see."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from extramile.core.clock import now as clock
from extramile.engagement.operations.conversations import (
    choose_change,
    hold_conversation,
    look_back,
    take_back_change,
)
from extramile.engagement.problems import VoiceProblem
from extramile.engagement.queries import (
    Asked,
    ChangeView,
    ConversationView,
    conversation,
    measured_again,
    questions_of,
    released,
    talked_before,
)
from extramile.people.access import Deed, units_for
from extramile.people.models import Unit, User
from extramile.people.queries import members
from extramile.questionnaires.definition import Kind
from extramile.web.access import signed_in, signed_in_user, today
from extramile.web.toasts import toast, went_wrong
from extramile.web.voice.again import Again, again
from extramile.web.voice.figures import about
from extramile.web.voice.here import Here, crumbs_of, here_or_404

MOST_CHANGES: Final = 3
MOST_OWNERS: Final = 200
USUAL: Final = timedelta(days=60)
OUTCOMES: Final[dict[str, Promise]] = {
    "chosen": gettext_lazy("Chosen"),
    "trying": gettext_lazy("We are trying it"),
    "done": gettext_lazy("Done"),
    "dropped": gettext_lazy("Dropped"),
}


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class HeldForm(forms.Form):
    celebrate = forms.CharField(
        label=gettext_lazy("What goes well, and is worth saying aloud?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
    )
    held_on = forms.DateField(label=gettext_lazy("When you sat together"), required=False, widget=Day())


class ChangeForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("The one thing you will change"),
        max_length=300,
        help_text=gettext_lazy("Small enough to try within weeks, and yours to decide."),
    )
    question = forms.ChoiceField(
        label=gettext_lazy("What it is about"),
        required=False,
        help_text=gettext_lazy("The next wave shows whether it moved."),
        widget=forms.RadioSelect,  # a question is longer than a list on a phone is wide
    )
    owner = forms.TypedChoiceField(
        label=gettext_lazy("Who sees to it"), coerce=int, empty_value=None, required=False
    )
    due_on = forms.DateField(label=gettext_lazy("Look back on"), widget=Day())

    def __init__(self, data: Any = None, *, here: Here, unit: Unit, language: str) -> None:
        super().__init__(data, initial={"due_on": today() + USUAL})
        questions = [
            (one.key, about(one, language))
            for one in questions_of(here.wave.id)
            if one.question.kind is not Kind.TEXT  # words have no figure that could move
        ]
        question, owner = self.fields["question"], self.fields["owner"]
        assert isinstance(question, forms.ChoiceField)  # noqa: S101
        assert isinstance(owner, forms.TypedChoiceField)  # noqa: S101
        question.choices = [*questions, ("", _("Something else"))]
        question.initial = questions[0][0] if len(questions) == 1 else ""
        inside = members(unit, day=today())[:MOST_OWNERS]
        owner.choices = [("", _("All of us")), *((one.pk, one.name) for one in inside)]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def talk_page(request: HttpRequest, wave: UUID, unit: int) -> HttpResponse:
    here = here_or_404(request, wave)
    found = here.unit(unit)
    whole = released(here.wave.id, [found.pk], layers=False)
    if not whole or not whole[0].is_shown:
        raise Http404
    leads = units_for(request.user, Deed.REPLY_TO_VOICE, today=today()).filter(pk=found.pk).exists()
    if request.method != "POST":
        return _show(request, here, found, leads=leads)
    if not leads:
        raise Http404
    return _take(request, here, found)


def _show(
    request: HttpRequest,
    here: Here,
    unit: Unit,
    *,
    leads: bool,
    held: HeldForm | None = None,
    change: ChangeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    language = request.LANGUAGE_CODE or "en"
    talked = conversation(here.wave.id, unit.pk)
    if leads:
        held = held or HeldForm(initial=_known(talked))
        change = change or ChangeForm(here=here, unit=unit, language=language)
    context = {
        "wave": here.wave,
        "unit": unit,
        "talked": talked,
        "changes": _changes(here.wave.id, unit.pk, talked, language=language),
        "before": _before(here, unit, language=language),
        "leads": leads,
        "held_form": held,
        "change_form": change,
        "may_choose": len(talked.changes) < MOST_CHANGES,
        "outcomes": list(OUTCOMES.items()),
        "crumbs": crumbs_of(here, unit, _("Our talk about it")),
    }
    return render(request, "voice/talk.html", context, status=status)


def _known(talked: ConversationView) -> dict[str, Any]:
    return {"celebrate": talked.celebrate, "held_on": talked.held_on or today()}


def _before(here: Here, unit: Unit, *, language: str) -> dict[str, Any] | None:
    """What was chosen after an earlier wave: now is the time to look back on it."""
    last = talked_before(here.wave.id, unit.pk)
    if last is None:
        return None
    return {
        "name": last.wave_name,
        "url": reverse("voice:talk", args=[last.public_id, unit.pk]),
        "changes": _changes(last.wave_id, unit.pk, last.conversation, language=language),
    }


def _changes(wave_id: int, unit_id: int, talked: ConversationView, *, language: str) -> list[dict[str, Any]]:
    if not talked.changes:
        return []
    asked = {one.key: one for one in questions_of(wave_id)}
    measured = measured_again(wave_id, unit_id, {one.question_key for one in talked.changes} - {""})
    return [
        _change(one, asked, again(one, measured, asked, language=language), language=language)
        for one in talked.changes
    ]


def _change(
    one: ChangeView, asked: Mapping[str, Asked], measured: Again | None, *, language: str
) -> dict[str, Any]:
    question = asked.get(one.question_key)
    return {
        "change": one,
        "about": about(question, language) if question else "",
        "again": measured,
        "outcome": OUTCOMES.get(one.outcome, one.outcome),
        "is_new": one.outcome == "chosen",
        "is_late": one.outcome in {"chosen", "trying"} and one.due_on < today(),
    }


def _take(request: HttpRequest, here: Here, unit: Unit) -> HttpResponse:
    step = request.POST.get("step", "")
    held = HeldForm(request.POST) if step == "held" else None
    change = None
    if step == "choose":
        change = ChangeForm(request.POST, here=here, unit=unit, language=request.LANGUAGE_CODE or "en")
    if not all(form.is_valid() for form in (held, change) if form is not None):
        return _show(request, here, unit, leads=True, held=held, change=change, status=422)
    try:
        _do(step, request, here, unit, held=held, change=change)
    except VoiceProblem as problem:
        went_wrong(request, str(problem))
    else:
        toast(request, _("Saved. Everybody in the unit sees it."))
    return redirect("voice:talk", here.wave.public_id, unit.pk)


def _do(
    step: str,
    request: HttpRequest,
    here: Here,
    unit: Unit,
    *,
    held: HeldForm | None,
    change: ChangeForm | None,
) -> None:
    actor: User = signed_in_user(request)
    if held is not None:
        hold_conversation(here.wave.id, unit.pk, **held.cleaned_data, actor=actor, now=clock())
    elif change is not None:
        given = change.cleaned_data
        choose_change(
            here.wave.id,
            unit.pk,
            words=given["words"],
            question_key=given["question"],
            owner_id=given["owner"],
            due_on=given["due_on"],
            actor=actor,
            now=clock(),
        )
    else:
        _look_back(step, request, here, unit, actor)


def _look_back(step: str, request: HttpRequest, here: Here, unit: Unit, actor: User) -> None:
    raw = request.POST.get("number", "")
    number = int(raw) if raw in {"1", "2", "3"} else 0
    if step == "take-back":
        take_back_change(here.wave.id, unit.pk, number, actor=actor, now=clock())
        return
    outcome = request.POST.get("outcome", "")
    if step != "look-back" or outcome not in OUTCOMES:
        raise Http404
    look_back(
        here.wave.id,
        unit.pk,
        number,
        outcome=outcome,
        words=request.POST.get("words", ""),
        today=today(),
        actor=actor,
        now=clock(),
    )
