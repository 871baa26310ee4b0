"""Printed codes for people without a device: drawn at random, so that nobody knows who has which.

A code opens no more answers than names were ticked off, so neither a stack of cards nor a guessed code adds
a vote. Which name was ticked off when, and by whom, is not written down: an order would be a trace.
"""

import random
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from extramile.core import audit
from extramile.core.codes import CodeProblem, code_hash, new_code
from extramile.engagement import answers as reading
from extramile.engagement.answers import Comment
from extramile.engagement.models import Cell, CodeCard, Invitee
from extramile.engagement.operations.hand_in import store
from extramile.engagement.operations.locks import one_at_a_time, voting_in
from extramile.engagement.problems import (
    BadCode,
    BadPlan,
    BallotTaken,
    CardsSpent,
    CodeSpent,
    NoNameTicked,
    NotInvited,
)
from extramile.questionnaires.queries import definition_of

MOST_AT_ONCE: Final = 500


def print_cards(
    public_id: UUID, *, cell_id: int, count: int, actor: audit.Actor | None, now: datetime
) -> list[str]:
    """New codes for a cell, shown this once, in an order that says nothing of how they are stored."""
    if not 1 <= count <= MOST_AT_ONCE:
        raise BadPlan({"count": f"1–{MOST_AT_ONCE}"})
    with voting_in(public_id, now=now) as wave:
        cell = Cell.objects.filter(pk=cell_id, wave=wave.id).first()
        if cell is None:
            raise NotInvited
        codes = {new_code() for _ in range(count)}
        rows = [CodeCard(code_hash=code_hash(code), wave_id=wave.id, cell=cell) for code in codes]
        CodeCard.objects.bulk_create(sorted(rows, key=lambda row: row.code_hash))
        audit.record(
            "engagement.cards.printed",
            actor=actor,
            now=now,
            subject_type="wave",
            subject_id=wave.id,
            cell=cell_id,
            count=len(codes),
        )
    drawn = list(codes)
    random.SystemRandom().shuffle(drawn)
    return drawn


def tick_off(public_id: UUID, *, employee_id: int, now: datetime) -> None:
    """This person draws a card, and takes no ballot in the browser. Raises BallotTaken, NotInvited."""
    with voting_in(public_id, now=now) as wave:
        invitee = _invitee(wave.id, employee_id)
        if invitee.by_card:
            return
        free = Invitee.objects.filter(pk=invitee.pk, took_ballot=False)
        if not free.update(took_ballot=True, by_card=True):
            raise BallotTaken


def untick(public_id: UUID, *, employee_id: int, now: datetime) -> None:
    """This person drew no card after all. Raises CardsSpent when every ticked name may have voted."""
    with voting_in(public_id, now=now) as wave:
        invitee = _invitee(wave.id, employee_id)
        one_at_a_time(invitee.cell_id)
        if _open_names(invitee.cell_id) < 1:
            raise CardsSpent
        Invitee.objects.filter(pk=invitee.pk, by_card=True).update(took_ballot=False, by_card=False)


def _invitee(wave_id: int, employee_id: int) -> Invitee:
    found = Invitee.objects.filter(wave=wave_id, employee=employee_id).first()
    if found is None:
        raise NotInvited
    return found


def _open_names(cell_id: int) -> int:
    """Names ticked off for which no code was spent yet."""
    ticked = Invitee.objects.filter(cell=cell_id, by_card=True).count()
    return ticked - CodeCard.objects.filter(cell=cell_id, is_spent=True).count()


def wave_of_code(code: str) -> UUID | None:
    """The wave that a typed code belongs to: its card page asks that wave's questions."""
    try:
        rows = CodeCard.objects.filter(code_hash=code_hash(code))
    except CodeProblem:
        return None
    return rows.values_list("wave__public_id", flat=True).first()


def hand_in_by_card(
    code: str, *, answers: Mapping[str, object], comments: Mapping[str, Comment], now: datetime
) -> None:
    """Store a card's answers. Raises BadCode, CodeSpent, NoNameTicked, UnreadableAnswers, WaveNotOpen."""
    public_id = wave_of_code(code)
    if public_id is None:
        raise BadCode
    with voting_in(public_id, now=now) as wave:
        card = CodeCard.objects.get(pk=code_hash(code))
        one_at_a_time(card.cell_id)
        given = reading.read(definition_of(wave.version_id), answers=answers, comments=comments)
        _spend(card)
        store(given, wave_id=wave.id, cell_id=card.cell_id)


def _spend(card: CodeCard) -> None:
    if CodeCard.objects.filter(pk=card.pk, is_spent=True).exists():
        raise CodeSpent
    if _open_names(card.cell_id) < 1:
        raise NoNameTicked
    CodeCard.objects.filter(pk=card.pk).update(is_spent=True)
