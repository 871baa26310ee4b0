"""Look one customer up, by an exact address or number; say whether they may be asked."""

from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from extramile.conductor.erasure import stop_asking
from extramile.contacts import operations as contacts
from extramile.contacts.models import ConsentKind, Contact
from extramile.contacts.queries import address_key, find, history, same_person, standing
from extramile.core import audit
from extramile.core.clock import now
from extramile.core.preferences import preferences
from extramile.core.tables import Field, RowProblem, tell
from extramile.core.tables.values import parse_value
from extramile.people.access import Deed
from extramile.web.access import allowed, signed_in_user
from extramile.web.toasts import toast

WISHES: Final[dict[str, Promise]] = {
    ConsentKind.OPTED_OUT: gettext_lazy("does not want to be asked"),
    ConsentKind.OPTED_IN: gettext_lazy("wants to be asked"),
    ConsentKind.BOUNCED: gettext_lazy("cannot be reached: mail came back"),
    ConsentKind.COMPLAINED: gettext_lazy("complained about mail"),
}


class SearchForm(forms.Form):
    wanted = forms.CharField(
        label=gettext_lazy("E-mail address, mobile number or customer's number"),
        max_length=300,
        help_text=gettext_lazy("Exactly as the customer gave it. That you looked is written down."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autofocus": True}),
    )

    def clean_wanted(self) -> str:
        """A mobile number in any way of writing it; everything else as it is."""
        wanted: str = self.cleaned_data["wanted"].strip()
        if "@" in wanted:
            return wanted
        try:
            mobile: str = parse_value(Field("mobile", (), kind="mobile"), wanted, region=preferences().region)
        except RowProblem:
            return wanted
        return mobile


@allowed(Deed.ERASE_CUSTOMERS)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """A POST, so that no address ends up in a log or a history."""
    if request.method != "POST":
        return render(request, "office/customers/search.html", {"form": SearchForm()})
    form = SearchForm(request.POST)
    if not form.is_valid():
        return render(request, "office/customers/search.html", {"form": form}, status=422)
    raw, wanted = request.POST["wanted"].strip(), form.cleaned_data["wanted"]
    found = list({one.pk: one for text in (wanted, raw) for one in find(text)}.values())[:50]
    key = address_key(wanted) if "@" in wanted or wanted.startswith("+") else ""
    audit.record(
        "contacts.customer.searched",
        actor=signed_in_user(request),
        now=now(),
        subject_type="contact",
        by=_way(wanted),
        found=[one.pk for one in found],
    )
    context = {
        "form": form,
        "searched": True,
        "found": found,
        "address": wanted if key else "",
        "standing": WISHES.get(standing([key]).get(key, "")) if key else None,
        "is_out": _is_out(standing([key]).get(key)) if key else False,
    }
    return render(request, "office/customers/search.html", context)


def _way(wanted: str) -> str:
    return "e-mail" if "@" in wanted else "mobile" if wanted.startswith("+") else "reference"


def find_customer(pk: int) -> Contact:
    return get_object_or_404(Contact, pk=pk, erased_at__isnull=True)


@allowed(Deed.ERASE_CUSTOMERS)
@require_safe
def customer(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_customer(pk)
    keys = [key for key in (found.email_key, found.mobile_key) if key]
    known = standing(keys)
    audit.record(
        "contacts.customer.seen",
        actor=signed_in_user(request),
        now=now(),
        subject_type="contact",
        subject_id=pk,
    )
    context: dict[str, Any] = {
        "customer": found,
        "others": same_person(found)[1:],
        "jobs": found.jobs.count(),
        "events": [(WISHES[event.kind], event) for event in history(keys)],
        "addresses": [
            {
                "address": address,
                "standing": WISHES.get(known.get(key, "")),
                "is_out": _is_out(known.get(key)),
            }
            for address, key in ((found.email, found.email_key), (found.mobile, found.mobile_key))
            if address
        ],
    }
    return render(request, "office/customers/customer.html", context)


def _is_out(kind: ConsentKind | None) -> bool:
    return kind not in {None, ConsentKind.OPTED_IN}


@allowed(Deed.ERASE_CUSTOMERS)
@require_POST
def consent(request: HttpRequest) -> HttpResponse:
    """Never ask at this address again, or again after all: by hand, at the customer's word."""
    address, wish = request.POST.get("address", "").strip(), request.POST.get("wish")
    kind = "email" if "@" in address else "mobile"
    try:
        normal = parse_value(Field("address", (), kind=kind), address, region=preferences().region)  # type: ignore[arg-type]
    except RowProblem as problem:
        return render(
            request,
            "office/customers/search.html",
            {"form": SearchForm(), "problem": tell(problem.code, problem.parameters)},
            status=422,
        )
    key = address_key(normal)
    if wish == "opted_in":
        contacts.opt_in(key, via="office", now=now())
        toast(request, _("From now on this address may be asked again."))
    else:
        stop_asking([key], via="office", now=now())
        toast(request, _("This address will not be asked again."))
    audit.record(
        "contacts.consent.changed",
        actor=signed_in_user(request),
        now=now(),
        subject_type="address",
        subject_id=key,
        wish="opted_in" if wish == "opted_in" else "opted_out",
    )
    back = request.POST.get("customer", "")
    return redirect("office:customer", pk=int(back)) if back.isdigit() else redirect("office:customers")
