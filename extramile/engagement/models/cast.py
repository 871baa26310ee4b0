"""What was answered, until the wave closes: no employee, no address, no time, no order.

The web role may add here and read nothing (the migration writes it with the tables). The mixing step
rewrites the tables in a random order; the closing step reads them once and empties them.
"""

import uuid

from django.db import models

from extramile.engagement.models.invited import Cell
from extramile.engagement.models.waves import Wave


class CastBallot(models.Model):
    """One ballot's answers, by question key. The words stand apart, in `CastComment`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="+")
    cell = models.ForeignKey(Cell, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField()

    def __str__(self) -> str:
        return "a ballot"


class CastComment(models.Model):
    """One comment, without the answers it was given with."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="+")
    cell = models.ForeignKey(Cell, on_delete=models.PROTECT, related_name="+")
    question_key = models.TextField()
    words = models.TextField()
    may_be_shown = models.BooleanField(default=False)
    # SHA-256 of a secret that only the writer's browser (or note) keeps; empty: no replies wanted.
    reply_address = models.CharField(max_length=64, default="", blank=True)

    def __str__(self) -> str:
        return "a comment"


class SpentBallot(models.Model):
    """A ballot that was handed in, so that it is not handed in twice. It names neither voter nor answer."""

    ballot_hash = models.BinaryField(primary_key=True)  # SHA-256 of the prepared message
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return "a spent ballot"


class CodeCard(models.Model):
    """A printed code for somebody without a device, drawn at random: nobody knows who has which."""

    code_hash = models.CharField(max_length=64, primary_key=True)
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="+")
    cell = models.ForeignKey(Cell, on_delete=models.CASCADE, related_name="code_cards")
    is_spent = models.BooleanField(default=False)

    def __str__(self) -> str:
        return "a code card"
