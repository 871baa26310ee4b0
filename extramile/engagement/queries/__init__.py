"""What may be asked about the employees' voice. Frozen dataclasses, never models."""

from extramile.engagement.queries.ballots import (
    GroupView,
    Place,
    PublicKey,
    Shows,
    groups_of_cell,
    invited_waves,
    keys_document,
    place_of,
    public_keys,
)
from extramile.engagement.queries.cards import CellCards, NameToTick, cards_of, names_to_tick
from extramile.engagement.queries.participation import ParticipationView, participation
from extramile.engagement.queries.planned import Planned, SmallGroup, planned
from extramile.engagement.queries.waves import (
    WaveStep,
    WaveView,
    closed_waves,
    open_waves,
    wave_of,
    waves,
)

__all__ = [
    "CellCards",
    "GroupView",
    "NameToTick",
    "ParticipationView",
    "Place",
    "Planned",
    "PublicKey",
    "Shows",
    "SmallGroup",
    "WaveStep",
    "WaveView",
    "cards_of",
    "closed_waves",
    "groups_of_cell",
    "invited_waves",
    "keys_document",
    "names_to_tick",
    "open_waves",
    "participation",
    "place_of",
    "planned",
    "public_keys",
    "wave_of",
    "waves",
]
