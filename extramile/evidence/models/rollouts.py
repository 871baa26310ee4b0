"""A beginning decided by lot, so that "causes" can be earned."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from extramile.evidence.models.changes import ChangeSort, DatedChange
from extramile.evidence.models.studies import Study


class Rollout(models.Model):
    """A plan; once its lots are drawn, a trigger keeps plan, seed and lots as they are. Called off, it stays:
    lots that are drawn until they please are no lots, so each drawing can be counted."""

    public_id = models.UUIDField(unique=True)
    name = models.TextField()
    sort = models.CharField(max_length=16, choices=ChangeSort.choices, default=ChangeSort.COACHING)
    unit_ids = ArrayField(models.BigIntegerField())
    # The first day of each group, in order; then the weeks after the last of them that are looked at.
    starts_on = ArrayField(models.DateField())
    # One group more that begins when all is over: somebody to compare the last ones with.
    last_group_waits = models.BooleanField(default=True)
    weeks_before = models.PositiveSmallIntegerField(default=24)
    weeks_after = models.PositiveSmallIntegerField(default=24)
    worth_points = models.DecimalField(
        max_digits=5, decimal_places=1, default=5
    )  # smallest effect of interest
    created_at = models.DateTimeField()
    created_by_id = models.BigIntegerField(null=True)
    # What else begins in these units (`queries/overlaps.py`), as it was known when somebody decided to go on.
    overlaps = models.JSONField(default=list, blank=True)
    why_all_the_same = models.TextField(default="", blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.BigIntegerField(null=True)
    # Of the drawing.
    drawn_at = models.DateTimeField(null=True)
    drawn_by_id = models.BigIntegerField(null=True)
    plan_hash = models.CharField(max_length=64, default="", blank=True)  # SHA-256 of the plan as it was drawn
    seed = models.CharField(max_length=32, default="", blank=True)  # published: anybody can draw it after
    lots = models.JSONField(default=list)  # [[unit id, group], ...]; see `lots.py`
    change = models.OneToOneField(DatedChange, null=True, on_delete=models.PROTECT, related_name="rollout")
    study = models.ForeignKey(Study, null=True, on_delete=models.PROTECT, related_name="+")
    called_off_at = models.DateTimeField(null=True)
    why_called_off = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="drawn_whole",
                condition=Q(drawn_at__isnull=True, plan_hash="", seed="")
                | (
                    Q(drawn_at__isnull=False, change__isnull=False, study__isnull=False)
                    & ~Q(plan_hash="")
                    & ~Q(seed="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name
