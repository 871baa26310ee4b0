"""Talk below a comment without knowing whose it is: the company replies, the writer may answer back."""

import hashlib
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from extramile.core import audit
from extramile.engagement.models import CommentMessage, ReleasedComment
from extramile.engagement.problems import (
    NoReplyWanted,
    NothingToSay,
    TooLong,
    UnknownComment,
    WaitForTheOther,
)

LOCKS: Final = 0x0E61 << 44  # our corner of PostgreSQL's advisory locks
LONGEST_MESSAGE: Final = 2000
# A secret that could be guessed would open somebody's thread.
LEAST_SECRET_BYTES: Final = 16


def address_of(secret: bytes) -> str:
    """The reply address that belongs to a secret: the browser makes it in the same way (ballot.js)."""
    return hashlib.sha256(b"reply" + secret).hexdigest()


def reply(comment_id: UUID, words: str, *, actor: audit.Actor, now: datetime) -> None:
    """The company replies. Who did so is in the audit trail; the writer sees the company."""
    with transaction.atomic():
        comment = _locked(ReleasedComment.objects.filter(pk=comment_id))
        if not comment.reply_address:
            raise NoReplyWanted
        _add(comment, words, replied_by_id=actor.pk)
        audit.record(
            "engagement.comment.replied",
            actor=actor,
            now=now,
            subject_type="comment",
            subject_id=str(comment_id),
        )


def answer_back(comment_id: UUID, words: str, *, secret: bytes) -> None:
    """The writer answers a reply. Nothing is known of them but that they hold the secret; no time is kept."""
    if len(secret) < LEAST_SECRET_BYTES:
        raise UnknownComment
    with transaction.atomic():
        own = ReleasedComment.objects.filter(pk=comment_id, reply_address=address_of(secret))
        comment = _locked(own)
        last = comment.messages.order_by("-number").first()
        if last is None or last.replied_by_id is None:
            raise WaitForTheOther
        _add(comment, words, replied_by_id=None)


def _locked(found: QuerySet[ReleasedComment]) -> ReleasedComment:
    """The comment, until the end of the transaction ours to write below: two at once take turns. Its row
    cannot be locked: nobody may change it, so the web role may not lock it either."""
    comment = found.first()
    if comment is None:
        raise UnknownComment
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCKS + (comment.pk.int & 0xFFFF_FFFF)])
    return comment


def _add(comment: ReleasedComment, words: str, *, replied_by_id: int | None) -> None:
    words = words.replace("\x00", "").strip()
    if not words:
        raise NothingToSay
    if len(words) > LONGEST_MESSAGE:
        raise TooLong
    number = comment.messages.count() + 1
    CommentMessage.objects.create(comment=comment, number=number, words=words, replied_by_id=replied_by_id)
