"""What will be asked of the data, written down before they are read; each computation of it; what it said."""

from django.db import models
from django.db.models import Q


class StudyKind(models.TextChoices):
    """How a study reads and computes: see `kinds`."""

    LINKAGE = "linkage"  # what employees say, and what customers say in the period after it
    CHANGE = "change"  # a dated change, before and after, beside units without it
    ROLLOUT = "rollout"  # a beginning decided by lot
    BIAS = "bias"  # who did not answer
    WORTH = "worth"  # loyalty and money, of the organisation's own data
    POWER = "power"  # how much it would take to see an effect worth having


class RunState(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"  # whoever holds the row's lock is at it; nobody holds it: it was killed, take it
    DONE = "done"  # with findings; a refusal is one
    FAILED = "failed"  # broken off by an error of the program; without findings


class Study(models.Model):
    """Frozen when `frozen_at` is there: from then on a trigger keeps it as it is. Another statement is
    another version, and the one it takes the place of stays, with its runs."""

    public_id = models.UUIDField(unique=True)
    key = models.CharField(max_length=80)  # of a standing study its name: "enps-nps"
    version = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=16, choices=StudyKind.choices)
    is_standing = models.BooleanField(default=False)  # shipped, and run by itself whenever a wave is in
    statement = models.JSONField()  # see `statement.py` for linkage; each kind has its own form
    statement_hash = models.CharField(max_length=64, default="", blank=True)  # SHA-256, once frozen
    created_at = models.DateTimeField()
    created_by_id = models.BigIntegerField(null=True)
    frozen_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)  # a newer version took its place, or it runs no more

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="study_version_once"),
            models.CheckConstraint(
                name="frozen_with_a_hash",
                condition=Q(frozen_at__isnull=True, statement_hash="")
                | (Q(frozen_at__isnull=False) & ~Q(statement_hash="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"


class Run(models.Model):
    """One computation. `data` is all that it read, in canonical form: aggregates within the release rules,
    so that the same figures can be computed again from this row alone. Once done, a trigger keeps it."""

    public_id = models.UUIDField(unique=True)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="runs")
    state = models.CharField(max_length=8, choices=RunState.choices, default=RunState.QUEUED)
    again_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="repeats")
    data = models.JSONField(null=True)
    data_hash = models.CharField(max_length=64, default="", blank=True)  # SHA-256 of `data`
    seed = models.BigIntegerField(null=True)
    versions = models.JSONField(default=dict, blank=True)  # extramile, numpy, scipy, python
    figures = models.JSONField(null=True)  # every number that was computed
    # Of a run that computes another again: what came out otherwise, as [where, before, now]. Null: of others.
    differs = models.JSONField(null=True)
    failure = models.TextField(default="", blank=True)
    created_at = models.DateTimeField()
    created_by_id = models.BigIntegerField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["study", "-finished_at"], name="run_newest_of_study"),
            models.Index(
                fields=["created_at"], name="run_waiting", condition=Q(state__in=["queued", "running"])
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.pk} of {self.study_id}"


class Finding(models.Model):
    """What a run says. The class follows from the tests; no operation takes one as an argument."""

    public_id = models.UUIDField(unique=True)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="findings")
    place = models.PositiveSmallIntegerField(default=0)  # in the run, the first one on top
    subject = models.CharField(max_length=80, default="", blank=True)  # of several in one run: the item's key
    question = models.JSONField()  # by language
    evidence_class = models.CharField(max_length=16)  # an `EvidenceClass`
    estimate = models.JSONField(null=True)  # an `Estimate`
    facts = models.JSONField(default=dict)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    bins = models.JSONField(default=list)

    class Meta:
        ordering = ["run", "place"]
        constraints = [models.UniqueConstraint(fields=["run", "subject"], name="finding_once")]

    def __str__(self) -> str:
        return f"{self.evidence_class} {self.subject}".strip()
