"""Erase a customer, after being asked once; the receipt can be printed and handed over."""

from typing import Any, Final

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from extramile.conductor.erasure import erase_or_wait
from extramile.contacts.models import ErasureReceipt, WaitingErasure
from extramile.contacts.queries import same_person
from extramile.core.clock import now
from extramile.people.access import Deed
from extramile.responses.queries.elsewhere import imported_response, sources_of_responses
from extramile.web.access import allowed, signed_in_user
from extramile.web.office.customers.pages import find_customer
from extramile.web.toasts import toast

# What a receipt counts, in words. What is not listed here is shown under its own name.
EMPTIED: Final[dict[str, Promise]] = {
    "customer records": _("customer records emptied"),
    "messages": _("messages emptied"),
    "answers": _("answers from which words were removed"),
    "job attributes": _("jobs from which extra columns were removed"),
    "refused rows": _("refused rows of imports emptied"),
    "uploaded files": _("uploaded files deleted"),
    "file names": _("names of files removed"),
    "files taken out": _("files that were taken out deleted"),
    "questions to coaches": _("notes to coaches removed"),
    "quotes in reports": _("quotes in reports to the board emptied"),
    "jobs kept": _("jobs kept, without a customer"),
    "invitations kept": _("invitations kept, without a customer"),
}


@allowed(Deed.ERASE_CUSTOMERS)
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    customer = find_customer(pk)
    context = {"customer": customer, "others": same_person(customer)[1:], "jobs": customer.jobs.count()}
    if request.method != "POST":
        return render(request, "office/customers/erase.html", context)
    if request.POST.get("sure") != "yes":
        return render(request, "office/customers/erase.html", {**context, "unsure": True}, status=422)
    made = erase_or_wait(
        contact_id=pk,
        actor=signed_in_user(request),
        now=now(),
        never_ask_again=request.POST.get("never") == "yes",
    )
    return _done(request, made)


def _done(request: HttpRequest, made: ErasureReceipt | None) -> HttpResponse:
    """The receipt; or where it will appear."""
    if made is not None:
        return redirect("office:erasure-receipt", pk=made.pk)
    toast(
        request,
        gettext("A file that holds this is being imported. When that is done it is erased by itself."),
    )
    return redirect("office:erasure-receipts")


class AnswerForm(forms.Form):
    """One answer that came from elsewhere, by the number that it had there."""

    source = forms.ChoiceField(label=_("Where the answer came from"))
    number = forms.CharField(
        label=_("The answer's number there"),
        max_length=200,
        help_text=_("As it stands in the file, or as the program sent it."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    sure = forms.BooleanField(
        label=_("Yes, I am sure"), error_messages={"required": _("Tick the box to say that you are sure.")}
    )

    def __init__(self, *given: Any, sources: list[str], **more: Any) -> None:
        super().__init__(*given, **more)
        choice = self.fields["source"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [(name, name) for name in sources]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "source" in given and "number" in given:
            given["response"] = imported_response(given["source"], given["number"].strip())
            if given["response"] is None:
                self.add_error("number", gettext("No answer from there has this number. Nothing was erased."))
        return given


@allowed(Deed.ERASE_CUSTOMERS)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """Erase what one imported answer says. It is not shown: nobody needs to read it to erase it."""
    sources = sources_of_responses()
    form = AnswerForm(request.POST if request.method == "POST" else None, sources=sources)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        context = {"form": form, "sources": sources}
        return render(request, "office/customers/answer.html", context, status=status)
    made = erase_or_wait(response_id=form.cleaned_data["response"], actor=signed_in_user(request), now=now())
    return _done(request, made)


@allowed(Deed.ERASE_CUSTOMERS)
@require_safe
def receipts(request: HttpRequest) -> HttpResponse:
    page = Paginator(ErasureReceipt.objects.order_by("-pk"), 50).get_page(request.GET.get("page"))
    waiting = WaitingErasure.objects.order_by("pk")
    return render(request, "office/customers/receipts.html", {"page": page, "waiting": waiting})


@allowed(Deed.ERASE_CUSTOMERS)
@require_safe
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(ErasureReceipt, pk=pk)
    counts = [(EMPTIED.get(name, name), count) for name, count in found.emptied.items()]
    return render(request, "office/customers/receipt.html", {"receipt": found, "counts": counts})
