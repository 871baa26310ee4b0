"""The released table of a wave: computed once at the closing, never changed, and all that anybody reads."""

import uuid

from django.db import models

from extramile.engagement.models.invited import Layer
from extramile.engagement.models.waves import Wave
from extramile.people.models import Unit


class Moment(models.TextChoices):
    """Of a question that is asked twice: how it is, how we wish it."""

    ALWAYS = "", ""
    NOW = "now"
    WISHED = "wished"


class ReleasedTable(models.Model):
    wave = models.OneToOneField(Wave, on_delete=models.PROTECT, related_name="released")
    closed_on = models.DateField()
    rules = models.TextField()  # the version of the rules that decided
    least_in_node = models.PositiveSmallIntegerField()
    least_in_cut = models.PositiveSmallIntegerField()
    fingerprint = models.CharField(max_length=64)  # SHA-256 over groups, figures and comments in one order

    def __str__(self) -> str:
        return f"released table of {self.wave_id}"


class ReleasedGroup(models.Model):
    """A unit with everything below it, or one layer of the company or a region. Withheld: with the reason."""

    table = models.ForeignKey(ReleasedTable, on_delete=models.PROTECT, related_name="groups")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_name = models.TextField()  # as it was called then
    layer = models.CharField(max_length=16, choices=Layer.choices, default="", blank=True)
    is_shown = models.BooleanField()
    why_withheld = models.CharField(max_length=32, default="", blank=True)
    # How many answered, as a band; both empty when withheld.
    least = models.PositiveIntegerField(null=True)
    most = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["table", "unit", "layer"], name="released_group_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_name} {self.layer}".strip()


class ReleasedFigure(models.Model):
    """One published number, rounded and coded as the rules say; the interval is of the rounded number."""

    group = models.ForeignKey(ReleasedGroup, on_delete=models.PROTECT, related_name="figures")
    question_key = models.TextField()
    option_key = models.TextField(default="", blank=True)  # of a question that divides points
    moment = models.CharField(max_length=8, choices=Moment.choices, default="", blank=True)
    # The same question, wording and scale over waves have the same line; a change breaks it visibly.
    line = models.CharField(max_length=64)
    measure = models.CharField(max_length=16)  # "enps", "mean", "share", "points"
    value = models.SmallIntegerField()
    low = models.SmallIntegerField(null=True)
    high = models.SmallIntegerField(null=True)
    is_at_least = models.BooleanField(default=False)  # top-coded: "80 or more"
    is_at_most = models.BooleanField(default=False)
    shares = models.JSONField(null=True)  # of the answers, in rounded percent; only where many answered

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "question_key", "option_key", "moment", "measure"],
                name="released_figure_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_key} {self.value}"


class ReleasedComment(models.Model):
    """A comment at the lowest unit where it may be read, in an order that means nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    table = models.ForeignKey(ReleasedTable, on_delete=models.PROTECT, related_name="comments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    question_key = models.TextField()
    words = models.TextField()
    reply_address = models.CharField(max_length=64, default="", blank=True, db_index=True)

    def __str__(self) -> str:
        return "a released comment"
