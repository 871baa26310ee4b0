"""What came of a wave: comments and replies, a unit's conversation and its changes, who came forward."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from extramile.engagement.models import (
    Change,
    ComingForward,
    CommentMessage,
    Conversation,
    ReleasedComment,
)


@dataclass(frozen=True, slots=True)
class Message:
    """Below a comment: by the company, or by its unknown writer."""

    number: int
    by_company: bool
    words: str


@dataclass(frozen=True, slots=True)
class CommentView:
    id: UUID
    unit_id: int
    question_key: str
    words: str
    can_be_answered: bool
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class ChangeView:
    number: int
    question_key: str
    words: str
    owner_id: int | None
    owner_name: str
    due_on: date
    outcome: str
    looking_back: str


@dataclass(frozen=True, slots=True)
class ConversationView:
    """A unit's conversation about a wave; empty where none was begun."""

    celebrate: str = ""
    held_on: date | None = None
    looked_back_on: date | None = None
    changes: tuple[ChangeView, ...] = ()


@dataclass(frozen=True, slots=True)
class Forward:
    """Somebody who came forward, on a list of their own choice."""

    employee_id: int
    name: str
    words: str
    came_on: date


def comments(wave_id: int, unit_ids: Collection[int]) -> list[CommentView]:
    """The comments whose home is one of these units. A page hands in its unit and those below it."""
    rows = ReleasedComment.objects.filter(table__wave=wave_id, unit_id__in=unit_ids)
    return [_comment(row) for row in rows.prefetch_related("messages").order_by("id")]


def comment(comment_id: UUID) -> CommentView | None:
    row = ReleasedComment.objects.filter(pk=comment_id).prefetch_related("messages").first()
    return _comment(row) if row else None


def thread(reply_address: str) -> list[CommentView]:
    """What the holder of this address wrote, with its replies; empty for an unknown one."""
    if not reply_address:
        return []
    rows = ReleasedComment.objects.filter(reply_address=reply_address)
    return [_comment(row) for row in rows.prefetch_related("messages").order_by("id")]


def _comment(row: ReleasedComment) -> CommentView:
    messages = sorted(row.messages.all(), key=lambda one: one.number)
    return CommentView(
        id=row.pk,
        unit_id=row.unit_id,
        question_key=row.question_key,
        words=row.words,
        can_be_answered=bool(row.reply_address),
        messages=tuple(_message(one) for one in messages),
    )


def _message(row: CommentMessage) -> Message:
    return Message(row.number, row.replied_by_id is not None, row.words)


def conversation(wave_id: int, unit_id: int) -> ConversationView:
    row = Conversation.objects.filter(wave=wave_id, unit=unit_id).first()
    if row is None:
        return ConversationView()
    changes = row.changes.select_related("owner").order_by("number")
    return ConversationView(
        row.celebrate, row.held_on, row.looked_back_on, tuple(_change(one) for one in changes)
    )


def _change(row: Change) -> ChangeView:
    return ChangeView(
        number=row.number,
        question_key=row.question_key,
        words=row.words,
        owner_id=row.owner_id,
        owner_name=row.owner.name if row.owner else "",
        due_on=row.due_on,
        outcome=row.outcome,
        looking_back=row.looking_back,
    )


def forward(list_key: str) -> list[Forward]:
    rows = ComingForward.objects.filter(list_key=list_key, withdrew_on__isnull=True)
    return [
        Forward(row.employee_id, row.employee.name, row.words, row.came_on)
        for row in rows.select_related("employee").order_by("employee__name", "pk")
    ]


def lists_of(employee_id: int) -> dict[str, Forward]:
    """The lists that this employee is on."""
    rows = ComingForward.objects.filter(employee=employee_id, withdrew_on__isnull=True)
    return {
        row.list_key: Forward(row.employee_id, row.employee.name, row.words, row.came_on)
        for row in rows.select_related("employee")
    }
