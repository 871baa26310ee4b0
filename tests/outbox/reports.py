"""Delivery reports, complaints and wishes, as mail servers and mail programs write them."""

from textwrap import dedent

REPORT = """\
    From: Mail Delivery System <MAILER-DAEMON@mx.example.net>
    To: {to}
    Subject: Undelivered Mail Returned to Sender
    Auto-Submitted: auto-replied
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

    --b1
    Content-Type: text/plain; charset=us-ascii

    I'm sorry to have to inform you that your message could not be delivered.

    --b1
    Content-Type: message/delivery-status

    Reporting-MTA: dns; mx.example.net
    Arrival-Date: Sun, 22 Nov 2026 03:00:00 +0000

    Final-Recipient: rfc822; {recipient}
    Action: {action}
    Status: {status}
    Diagnostic-Code: smtp; {said}

    --b1
    Content-Type: {returned}

    From: Ruitmeesters <feedback@example.org>
    To: piet@example.com
    Message-ID: {message_id}
    Subject: Hoe ging het?

    Hallo.
    --b1--
    """

COMPLAINT = """\
    From: <abuse@example.net>
    To: {to}
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=feedback-report; boundary="b1"

    --b1
    Content-Type: text/plain

    This is an email abuse report.
    --b1
    Content-Type: message/feedback-report

    Feedback-Type: {kind}
    User-Agent: SomeGenerator/1.0
    Version: 1

    --b1
    Content-Type: message/rfc822

    Message-ID: {message_id}
    Subject: Hoe ging het?

    Hallo.
    --b1--
    """

WISH = """\
    From: piet@example.com
    To: {to}
    Subject: {subject}

    {words}
    """


def _raw(template: str, **pieces: str) -> bytes:
    return dedent(template).format(**pieces).replace("\n", "\r\n").encode()


def report(**different: str) -> bytes:
    """A mailbox that does not exist; other words by name."""
    usual = {
        "to": "bounces@example.org",
        "recipient": "piet@example.com",
        "action": "failed",
        "status": "5.1.1",
        "said": "550 5.1.1 <piet@example.com>: Recipient address rejected: User unknown",
        "returned": "message/rfc822",
        "message_id": "<nobody@example.net>",
    }
    return _raw(REPORT, **{**usual, **different})


def complaint(**different: str) -> bytes:
    usual = {"to": "bounces@example.org", "kind": "abuse", "message_id": "<nobody@example.net>"}
    return _raw(COMPLAINT, **{**usual, **different})


def wish(**different: str) -> bytes:
    usual = {"to": "bounces@example.org", "subject": "unsubscribe", "words": ""}
    return _raw(WISH, **{**usual, **different})
