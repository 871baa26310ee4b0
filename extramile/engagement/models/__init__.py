"""Waves, ballots, and the released table: what is true. Who was asked and what was answered never meet."""

from extramile.engagement.models.afterwards import Change, ComingForward, CommentMessage, Conversation
from extramile.engagement.models.cast import CastBallot, CastComment, CodeCard, SpentBallot
from extramile.engagement.models.invited import Cell, CellKey, Invitee, Layer, LostBallots, Participation
from extramile.engagement.models.released import (
    ReleasedComment,
    ReleasedFigure,
    ReleasedGroup,
    ReleasedTable,
)
from extramile.engagement.models.waves import Wave, WaveKind, WaveState, WaveUnit

__all__ = [
    "CastBallot",
    "CastComment",
    "Cell",
    "CellKey",
    "Change",
    "CodeCard",
    "ComingForward",
    "CommentMessage",
    "Conversation",
    "Invitee",
    "Layer",
    "LostBallots",
    "Participation",
    "ReleasedComment",
    "ReleasedFigure",
    "ReleasedGroup",
    "ReleasedTable",
    "SpentBallot",
    "Wave",
    "WaveKind",
    "WaveState",
    "WaveUnit",
]
