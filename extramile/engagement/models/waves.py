"""A wave: one closed round of an employee questionnaire."""

from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from extramile.people.models import Unit
from extramile.questionnaires.models import Version

# The floors of the release. Settings may raise them; nothing may lower them (the database refuses too).
LEAST_IN_NODE: Final = 5
LEAST_IN_CUT: Final = 10
MOST_REMINDERS: Final = 3


class WaveKind(models.TextChoices):
    ENPS = "enps"
    PULSE = "pulse"
    ENGAGEMENT = "engagement"
    CULTURE = "culture"
    OWN = "own"


class WaveState(models.TextChoices):
    DRAFT = "draft"
    OPENING = "opening"  # membership is frozen, the cells' keys are being made
    OPEN = "open"
    CLOSING = "closing"  # no ballot is taken any more; the released table is being computed
    CLOSED = "closed"
    CALLED_OFF = "called_off"  # every answer is gone, nothing was released


class Wave(models.Model):
    public_id = models.UUIDField(unique=True)
    name = models.TextField()
    kind = models.CharField(max_length=16, choices=WaveKind.choices)
    questionnaire_version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=WaveState.choices, default=WaveState.DRAFT)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    languages = ArrayField(models.CharField(max_length=16))
    layers = ArrayField(models.CharField(max_length=16), default=list)  # who is invited; empty: everybody
    remind_on_days = ArrayField(models.PositiveSmallIntegerField(), default=list)  # after the opening
    # Else everybody is reminded. Who took a ballot is known; what was answered with it is not.
    remind_only_without_ballot = models.BooleanField(default=True)
    least_in_node = models.PositiveSmallIntegerField(default=LEAST_IN_NODE)
    least_in_cut = models.PositiveSmallIntegerField(default=LEAST_IN_CUT)
    # SHA-256 of the list of all cells' public keys, as hexadecimal: the same for everybody who is invited.
    keys_digest = models.CharField(max_length=64, default="", blank=True)
    # Of long work, opening or closing: how far it is.
    step = models.TextField(default="", blank=True)
    step_done = models.PositiveIntegerField(default=0)
    step_total = models.PositiveIntegerField(default=0)
    # What the survey coach said of the plan that should have stopped it, and why it did not.
    despite = models.TextField(default="", blank=True)
    overruled = models.JSONField(default=list, blank=True)  # rule and question
    created_at = models.DateTimeField()
    created_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="floors_are_never_lowered",
                condition=Q(least_in_node__gte=LEAST_IN_NODE, least_in_cut__gte=LEAST_IN_CUT),
            ),
            models.CheckConstraint(name="opens_before_it_closes", condition=Q(opens_at__lt=F("closes_at"))),
            models.CheckConstraint(
                name="few_reminders", condition=Q(remind_on_days__len__lte=MOST_REMINDERS)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class WaveUnit(models.Model):
    """A unit that is invited with everything below it; or one whose people count as staff."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="units")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    is_staff = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wave", "unit", "is_staff"], name="wave_unit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} in {self.wave}"
