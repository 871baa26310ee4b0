"""Erase a customer, after being asked once; the receipt can be printed and handed over."""

from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from extramile.conductor.erasure import erase_customer
from extramile.contacts.models import ErasureReceipt
from extramile.contacts.queries import same_person
from extramile.core.clock import now
from extramile.intake.operations import ImportRunningError
from extramile.people.access import Deed
from extramile.web.access import allowed, signed_in_user
from extramile.web.office.customers.pages import find_customer

# What a receipt counts, in words. What is not listed here is shown under its own name.
EMPTIED: Final[dict[str, Promise]] = {
    "customer records": _("customer records emptied"),
    "messages": _("messages emptied"),
    "answers": _("answers from which words were removed"),
    "job attributes": _("jobs from which extra columns were removed"),
    "refused rows": _("refused rows of imports emptied"),
    "uploaded files": _("uploaded files deleted"),
    "file names": _("names of files removed"),
    "questions to coaches": _("notes to coaches removed"),
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
    never_ask_again = request.POST.get("never") == "yes"
    try:
        made = erase_customer(pk, actor=signed_in_user(request), now=now(), never_ask_again=never_ask_again)
    except ImportRunningError:
        return render(request, "office/customers/erase.html", {**context, "running": True}, status=409)
    return redirect("office:erasure-receipt", pk=made.pk)


@allowed(Deed.ERASE_CUSTOMERS)
@require_safe
def receipts(request: HttpRequest) -> HttpResponse:
    page = Paginator(ErasureReceipt.objects.order_by("-pk"), 50).get_page(request.GET.get("page"))
    return render(request, "office/customers/receipts.html", {"page": page})


@allowed(Deed.ERASE_CUSTOMERS)
@require_safe
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(ErasureReceipt, pk=pk)
    counts = [(EMPTIED.get(name, name), count) for name, count in found.emptied.items()]
    return render(request, "office/customers/receipt.html", {"receipt": found, "counts": counts})
