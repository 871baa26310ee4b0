"""Customers: forget one, and say who wants to be asked and who does not."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Final, Literal

from django.http import HttpRequest
from django.utils.timezone import is_naive
from ninja import Field, Router, Schema, Status
from pydantic import ConfigDict

from extramile.conductor.erasure import erase_or_wait, stop_asking
from extramile.contacts import operations as contacts
from extramile.contacts.models import ConsentKind, Contact, ErasureReceipt
from extramile.contacts.queries import address_key, find, standing
from extramile.core import audit
from extramile.core.clock import now as read_clock
from extramile.core.preferences import preferences
from extramile.core.tables import Field as TableField
from extramile.core.tables import RowProblem
from extramile.core.tables.values import parse_value
from extramile.responses.queries.elsewhere import imported_response
from extramile.web.api.auth import Key, key_of
from extramile.web.api.errors import ApiError, Failed, Problem, problem

MOST: Final = 10_000
EMAIL: Final = TableField("address", (), kind="email", longest=300)
MOBILE: Final = TableField("address", (), kind="mobile", longest=60)

router = Router(tags=["customers"], auth=Key("customers"))


class Given(Schema):
    """What is sent; a name that does not exist is an error, not ignored."""

    model_config = ConfigDict(extra="forbid")


class WhoIn(Given):
    """One of three ways to say who."""

    email: str = ""
    mobile: str = Field("", description="+31612345678")
    reference: str = Field("", description="Your own number of the customer")
    source: str = Field("", description="With a reference: the system that gave the number")
    never_ask_again: bool = Field(True, description="Keep a keyed hash of the addresses, so as never to ask")


class ReceiptOut(Schema):
    id: int
    at: datetime
    emptied: dict[str, int]


class ErasedOut(Schema):
    erased: int
    waiting: int = Field(description="Done when the import that holds them ends")
    receipts: list[ReceiptOut]


class WishIn(Given):
    address: str = Field(..., description="E-mail address or mobile number")
    wish: Literal["opted_in", "opted_out"]
    at: datetime | None = Field(None, description="When the customer said so; the newest counts")


class WishesIn(Given):
    wishes: Annotated[list[WishIn], Field(min_length=1, max_length=MOST)]


class WishesOut(Schema):
    """Rows = changed + unchanged + rows with problems, always."""

    rows: int
    changed: int
    unchanged: int
    problems: list[Problem]


class AddressesIn(Given):
    addresses: Annotated[list[str], Field(min_length=1, max_length=MOST)]


class StandingOut(Schema):
    address: str
    may_be_asked: bool
    standing: str = Field(description="opted_in, opted_out, bounced, complained; empty: nothing was said")


@router.post(
    "/customers/erase",
    response={200: ErasedOut, 202: ErasedOut, 422: Failed},
    summary="Erase a customer",
)
def post_erase(request: HttpRequest, who: WhoIn) -> Status[dict[str, object]]:
    """Everywhere: name, addresses, messages, words, refused rows, uploaded files. Counts stay.

    202: a file that holds this customer is being imported; it is done when that ends.
    Sent again, or for somebody unknown: 200, and nothing was left to erase.
    """
    wanted = _wanted(who)
    actor = key_of(request).created_by
    if who.never_ask_again and (key := address_key(wanted)) and not who.reference:
        stop_asking([key], via="erasure", now=read_clock())
    made = [
        erase_or_wait(contact_id=one.pk, actor=actor, now=read_clock(), never_ask_again=who.never_ask_again)
        for one in _found(wanted, who)
    ]
    return Status(*_told(made))


class AnswerIn(Given):
    """An answer that came from elsewhere, by the number that it had there."""

    source: str = Field(..., min_length=1, max_length=200, description="The system that sent it")
    external_id: str = Field(..., min_length=1, max_length=200)


@router.post(
    "/customers/erase-answer",
    response={200: ErasedOut, 202: ErasedOut, 422: Failed},
    summary="Erase what one answer says",
)
def post_erase_answer(request: HttpRequest, which: AnswerIn) -> Status[dict[str, object]]:
    """For answers imported or sent, of which we do not know whose they are: words and attributes go, the
    score stays. Sent again, or for an answer that is not known: 200, and nothing was left to erase.
    """
    number = imported_response(which.source, which.external_id)
    if number is None:
        return Status(HTTPStatus.OK, {"erased": 0, "waiting": 0, "receipts": []})
    made = erase_or_wait(response_id=number, actor=key_of(request).created_by, now=read_clock())
    return Status(*_told([made]))


def _told(made: list[ErasureReceipt | None]) -> tuple[HTTPStatus, dict[str, object]]:
    """Records of one person share one receipt."""
    receipts = {
        one.pk: {"id": one.pk, "at": one.at, "emptied": one.emptied} for one in made if one is not None
    }
    waiting = sum(one is None for one in made)
    code = HTTPStatus.ACCEPTED if waiting else HTTPStatus.OK
    return code, {"erased": len(made) - waiting, "waiting": waiting, "receipts": list(receipts.values())}


def _wanted(who: WhoIn) -> str:
    given = [text.strip() for text in (who.email, who.mobile, who.reference) if text.strip()]
    if len(given) != 1:
        raise ApiError(
            422,
            "who",
            "Say who in exactly one way.",
            place="body",
            remedy="Send one of email, mobile and reference.",
        )
    if who.reference:
        return given[0]
    try:
        return normal(given[0])
    except RowProblem as wrong:
        told = problem(wrong)
        raise ApiError(422, told.code, told.message, place="body") from wrong


def normal(address: str) -> str:
    """An address as it is remembered; raises RowProblem."""
    kind = EMAIL if "@" in address else MOBILE
    found: str = parse_value(kind, address, region=preferences().region)
    return found


def _found(wanted: str, who: WhoIn) -> list[Contact]:
    found = list(find(wanted))
    if who.reference:
        found = [one for one in found if one.reference == wanted and who.source in {"", one.source}]
    return found


@router.post("/customers/consent", response=WishesOut, summary="Say who wants to be asked, and who does not")
def post_consent(request: HttpRequest, sent: WishesIn) -> WishesOut:
    """The newest wish of an address counts: a later opt-in lifts an earlier opt-out."""
    now = read_clock()
    changed = unchanged = 0
    problems: list[RowProblem] = []
    for number, wish in enumerate(sent.wishes, start=1):
        try:
            is_new = _take(wish, now=now)
        except RowProblem as wrong:
            wrong.row = number
            problems.append(wrong)
        else:
            changed += is_new
            unchanged += not is_new
    audit.record(
        "contacts.consent.sent", actor=key_of(request).created_by, now=now, changed=changed, via="api"
    )
    return WishesOut(
        rows=len(sent.wishes),
        changed=changed,
        unchanged=unchanged,
        problems=[problem(one) for one in problems],
    )


def _take(wish: WishIn, *, now: datetime) -> bool:
    key = address_key(normal(wish.address.strip()))
    at = wish.at or now
    if is_naive(at) or at > now + timedelta(minutes=5):
        raise RowProblem("at", at.isoformat(), "moment")
    if wish.wish == "opted_in":
        return contacts.opt_in(key, via="api", now=at)
    is_new = contacts.opt_out(key, via="api", now=at)
    if standing([key]).get(key) == ConsentKind.OPTED_OUT:
        stop_asking([key], via="api", now=now)
    return is_new


@router.post("/customers/standing", response=list[StandingOut], summary="May these addresses be asked?")
def post_standing(request: HttpRequest, sent: AddressesIn) -> list[dict[str, object]]:
    """A POST, so that addresses stay out of logs. Nothing is changed; that you asked is audited."""
    keys = {address: _key(address) for address in sent.addresses}
    known = standing(keys.values())
    audit.record(
        "contacts.consent.read", actor=key_of(request).created_by, now=read_clock(), addresses=len(keys)
    )
    return [
        {
            "address": address,
            "may_be_asked": known.get(key) in {None, ConsentKind.OPTED_IN},
            "standing": known.get(key, ""),
        }
        for address, key in keys.items()
    ]


def _key(address: str) -> str:
    try:
        return address_key(normal(address.strip()))
    except RowProblem:
        return address_key(address)
