"""Answers as they come in: somebody was asked, and answered; through the operations of their rooms."""

from collections.abc import Sequence
from datetime import datetime

from extramile.invitations.operations.feed import asked
from extramile.people.models import Employee, Unit
from extramile.responses.operations import Stored, store
from tests.responses.asked import ask


def answered(
    unit: Unit,
    *employees: Employee,
    now: datetime,
    score: int | None = 9,
    words: str = "",
    praise: Sequence[str] = (),
    improve: Sequence[str] = (),
    kind_of_work: str = "windscreen replacement",
) -> Stored:
    """One more answer about the work of these employees, at this moment."""
    invitation = ask(unit, *employees, now=now, kind_of_work=kind_of_work)
    asked([invitation])
    return change(invitation.pk, now=now, score=score, words=words, praise=praise, improve=improve)


def change(
    invitation_id: int,
    *,
    now: datetime,
    score: int | None = None,
    words: str = "",
    praise: Sequence[str] = (),
    improve: Sequence[str] = (),
) -> Stored:
    """The customer answers, or changes the answer."""
    submitted: dict[str, object] = {"praise": list(praise), "improve": list(improve)}
    if score is not None:
        submitted["nps"] = str(score)
    if words:
        submitted["why"] = words
    return store(invitation_id, submitted, complete=score is not None, language="en", now=now)
