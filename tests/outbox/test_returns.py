"""What came back is read well, from whoever it comes; and nobody can silence somebody else with it."""

import base64
import ssl
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from django.core import mail as django_mail
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as some

from extramile.core.outbound import OutboundError
from extramile.core.tokens import link_token
from extramile.outbox.addresses import return_address, stop_address
from extramile.outbox.mail import MailCarrier, message_id
from extramile.outbox.models import BounceKind
from extramile.outbox.operations import post
from extramile.outbox.returns import mailboxes
from extramile.outbox.returns.mailboxes import LetterboxError, open_letterbox
from extramile.outbox.returns.reading import MOST_BYTES, NOTHING, read_mail
from tests.cast import Cast
from tests.outbox.imap_server import PASSWORD, USER, Box, imap_server, make_certificate
from tests.outbox.reports import complaint, report, wish

OWN = "bounces+{token}@example.org"


@pytest.fixture(autouse=True)
def _address(settings: Any) -> None:
    settings.BOUNCE_ADDRESS = OWN
    settings.DEFAULT_FROM_EMAIL = "feedback@example.org"


def test_every_message_leaves_from_an_address_of_its_own() -> None:
    assert return_address(5) != return_address(6)
    assert read_mail(report(to=return_address(5).upper())) == read_mail(report(message_id=message_id(5)))
    assert read_mail(report(to=return_address(5))).number == 5


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
def test_our_signed_message_id_in_what_came_back_is_enough(returned: str) -> None:
    said = read_mail(report(message_id=message_id(812), returned=returned))
    assert (said.number, said.kind) == (812, BounceKind.HARD)


@pytest.mark.parametrize(
    "forged",
    [
        report(),  # only says whom it is about
        report(message_id="<812.0123456789abcdef0123@example.org>"),
        report(message_id="<812@example.org>"),
        report(to=f"bounces+{link_token('stop', 812)}@example.org"),  # a token for something else
        report(to=f"bounces+{link_token('bounce', 812)[:-1]}x@example.org"),
        complaint(),
    ],
)
def test_a_report_without_a_mark_of_ours_is_nothing(forged: bytes) -> None:
    assert read_mail(forged) == NOTHING


@pytest.mark.parametrize(
    ("action", "status", "said", "kind"),
    [
        ("failed", "5.1.1", "550 user unknown", "hard"),
        ("Failed", "5.1.10 (bad)", "550 5.1.10 RESOLVER.ADR.RecipientNotFound", "hard"),
        ("failed", "5.0.0", "550 5.1.1 no such user here", "hard"),
        ("failed", "5.0.0", "550 No such person", "hard"),
        ("failed", "5.0.0", "554 5.7.1 Message rejected as spam", "soft"),
        ("failed", "5.0.0", "550 blocked by policy", "soft"),
        ("failed", "5.1.0", "550 5.7.1 SPF check failed", "soft"),
        ("failed", "5.2.2", "552 mailbox full", "soft"),
        ("failed", "4.4.7", "delivery time expired", "soft"),
        ("failed", "rubbish", "", "soft"),
        ("delayed", "4.4.1", "connection timed out", ""),
        ("delayed", "5.1.1", "550 5.1.1 user unknown", ""),
        ("delivered", "2.0.0", "250 ok", ""),
        ("relayed", "2.0.0", "250 ok", ""),
    ],
)
def test_what_a_report_means(action: str, status: str, said: str, kind: str) -> None:
    read = read_mail(report(to=return_address(3), action=action, status=status, said=said))
    assert (read.number, read.kind) == (3, kind)


@pytest.mark.parametrize(
    ("kind", "meant"), [("abuse", BounceKind.COMPLAINT), ("not-spam", ""), ("fraud", "")]
)
def test_a_complaint_is_told_from_other_feedback(kind: str, meant: str) -> None:
    said = read_mail(complaint(message_id=message_id(9), kind=kind))
    assert (said.number, said.kind) == (9, meant)


@pytest.mark.parametrize(
    "written",
    [
        {"to": "bounces+{token}@example.org"},
        {"subject": "unsubscribe {token}"},
        {"subject": "Internationalization of unsubscribe {token}"},
        {"subject": "UNSUBSCRIBE {upper}"},
        {"subject": "=?utf-8?B?{encoded}?="},
    ],
)
def test_a_wish_is_found_in_the_address_or_the_subject(written: dict[str, str]) -> None:
    token = link_token("stop", 44)
    encoded = base64.b64encode(f"unsubscribe {token}".encode()).decode()
    pieces = {
        name: one.format(token=token, upper=token.upper(), encoded=encoded) for name, one in written.items()
    }
    assert token in read_mail(wish(**pieces)).stop_tokens


def test_an_answering_machine_wishes_nothing() -> None:
    raw = wish(subject=f"Re: unsubscribe {link_token('stop', 44)}")
    assert read_mail(b"Auto-Submitted: auto-replied (vacation)\r\n" + raw) == NOTHING


def test_the_link_of_a_mail_program_leads_here() -> None:
    token = link_token("stop", 44)
    link = stop_address(token)
    assert link == f"mailto:bounces%2B{token}@example.org?subject=unsubscribe%20{token}"


HOSTILE = {
    "nothing": b"",
    "no mail": b"\x00\xff" * 1000,
    "charset": report(to=return_address.__name__).replace(b"us-ascii", b"x-martian"),
    "subject": wish(subject="=?x-martian?B?AAAA?= =?utf-8?Q?=FF=?="),
    "no boundary": b"Content-Type: multipart/report; report-type=delivery-status\r\n\r\nx",
    "no parts": b'Content-Type: multipart/report; boundary="b"\r\n\r\n--b--\r\n',
    "empty status": b'Content-Type: multipart/report; boundary="b"\r\n\r\n--b\r\n'
    b"Content-Type: message/delivery-status\r\n\r\n\r\n--b--\r\n",
    "text status": b'Content-Type: multipart/report; boundary="b"\r\n\r\n--b\r\n'
    b"Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!\r\n--b--\r\n",
    "long header": b"Subject: " + b"a" * 10_000_000,
    "many headers": b"To: x@example.org\r\n" * 100_000,
    "many parts": b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + b"--b\r\n\r\nx\r\n" * 50_000,
    "deep": b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(5000)
    ),
    "deep mails": b"Content-Type: message/rfc822\r\n\r\n" * 8000,
    "addresses": b"To: " + b"<" * 100_000 + b"\r\n\r\n",
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_a_mail_made_to_hurt_is_nothing(raw: bytes) -> None:
    said = read_mail(raw)
    assert (said.number, said.kind) == (None, "")


@hypothesis_settings(max_examples=150, deadline=None)
@given(some.binary(max_size=400), some.integers(0, 1500), some.integers(0, 300))
def test_a_damaged_report_never_raises(noise: bytes, at: int, gone: int) -> None:
    raw = report(message_id="<812@example.org>")
    assert read_mail(raw[:at] + noise + raw[at + gone :]).number is None


def test_only_the_beginning_is_looked_at() -> None:
    padding = b"X-Padding: " + b"y" * 70 + b"\r\n"
    raw = padding * (MOST_BYTES // len(padding) + 2) + report(to=return_address(3))
    assert read_mail(raw) == NOTHING


# --- sending ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_mail_leaves_from_its_own_address_and_shows_the_organisations(cast: Cast) -> None:
    row = post(
        key="a",
        channel="email",
        recipient="piet@example.com",
        subject="Hoe ging het?",
        text="Hallo",
        due_at=cast.now,
        now=cast.now,
    )
    assert MailCarrier().carry(row).error == ""
    (sent,) = django_mail.outbox
    assert sent.from_email == return_address(row.pk)
    shown = message_from_bytes(sent.message().as_bytes())
    assert "feedback@example.org" in shown["From"]
    assert "bounces" not in shown["From"]


# --- mailboxes --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def box(certificate: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Box]:
    """A mailbox whose certificate we trust, on the loopback, which the operator allowed."""
    monkeypatch.setattr(mailboxes, "context", lambda: ssl.create_default_context(cafile=certificate))
    settings.OUTBOUND_ALLOW = ["127.0.0.1", "::1"]
    with imap_server(certificate) as made:
        settings.BOUNCE_MAILBOX = {
            "scheme": "imaps", "host": "localhost", "port": made.port, "user": USER, "password": PASSWORD,
            "folder": "INBOX",
        }  # fmt: skip
        yield made


def keys_after(place: int) -> list[int]:
    with open_letterbox() as opened:
        return [mail.place for mail in opened.after(place, 100)]


def test_mails_are_read_past_a_place_and_stay_as_they_are(box: Box) -> None:
    for number in range(3):
        box.put(wish(subject=str(number)))
    assert keys_after(0) == [1, 2, 3]
    assert keys_after(1) == [2, 3]
    assert keys_after(3) == []
    assert box.flags == {1: set(), 2: set(), 3: set()}


@pytest.mark.parametrize("has_uidplus", [True, False])
def test_ours_is_marked_and_nobody_elses_mail_is_expunged(box: Box, has_uidplus: bool) -> None:
    box.has_uidplus = has_uidplus
    box.put(b"To: x\r\n\r\n")
    box.put(b"To: y\r\n\r\n")
    box.flags[2].add("\\Deleted")
    with open_letterbox() as opened:
        (mail,) = opened.after(0, 10)
        opened.taken(mail, ours=True)
    assert (1 in box.mails) is not has_uidplus
    assert {"\\Seen", "\\Deleted"} <= box.flags[1]
    assert 2 in box.mails
    assert "EXPUNGE" not in box.commands


def test_a_huge_mail_is_fetched_in_part(box: Box) -> None:
    box.put(b"To: x\r\n\r\n" + b"z" * (4 * MOST_BYTES))
    with open_letterbox() as opened:
        (mail,) = opened.after(0, 10)
    assert len(mail.raw) == MOST_BYTES


def test_a_refusal_does_not_tell_the_password(box: Box, settings: Any) -> None:
    settings.BOUNCE_MAILBOX["password"] = "verkeerd"
    with pytest.raises(LetterboxError) as caught, open_letterbox():
        pass
    assert "verkeerd" not in str(caught.value)
    assert caught.value.__context__ is None or caught.value.__suppress_context__


def test_a_folder_that_is_not_there_is_named_as_wrong(box: Box, settings: Any) -> None:
    settings.BOUNCE_MAILBOX["folder"] = 'No"where'
    with pytest.raises(LetterboxError, match="no such folder"), open_letterbox():
        pass


def test_an_unknown_certificate_is_refused(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailboxes, "context", ssl.create_default_context)
    with pytest.raises(LetterboxError, match=r"(?i)certificate"), open_letterbox():
        pass
    assert not box.commands


def test_a_server_inside_the_network_is_not_called_unless_allowed(box: Box, settings: Any) -> None:
    settings.OUTBOUND_ALLOW = []
    with pytest.raises(LetterboxError, match="EXTRAMILE_OUTBOUND_ALLOW"), open_letterbox():
        pass
    assert issubclass(LetterboxError, OSError)
    assert issubclass(OutboundError, OSError)
    assert not box.commands


@pytest.fixture
def maildir(tmp_path: Path, settings: Any) -> Path:
    for folder in ("new", "cur", "tmp"):
        (tmp_path / folder).mkdir()
    settings.BOUNCE_MAILBOX = {"scheme": "maildir", "path": str(tmp_path)}
    return tmp_path


def test_a_maildir_is_read_once_and_only_ours_is_marked(maildir: Path, tmp_path: Path) -> None:
    (maildir / "new" / "1[a].host").write_bytes(b"To: a\r\n\r\n")
    (maildir / "new" / "2.host").write_bytes(b"To: b\r\n\r\n")
    (maildir / "new" / "3.host").symlink_to("/etc/passwd")
    with open_letterbox() as opened:
        first, second = opened.after(0, 10)
        assert first.raw == b"To: a\r\n\r\n"
        opened.taken(first, ours=True)
        opened.taken(second, ours=False)
        opened.taken(second, ours=False)
    assert sorted(one.name for one in (maildir / "cur").iterdir()) == ["1[a].host:2,ST", "2.host:2,"]
    assert [one.name for one in (maildir / "new").iterdir()] == ["3.host"]


def test_a_folder_that_is_no_maildir_says_so(tmp_path: Path, settings: Any) -> None:
    settings.BOUNCE_MAILBOX = {"scheme": "maildir", "path": str(tmp_path)}
    with pytest.raises(LetterboxError, match="no folder"), open_letterbox():
        pass
