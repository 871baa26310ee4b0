"""A file on its way out: made in the background, kept for a while, deleted in time."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class ExportKind(models.TextChoices):
    RESPONSES = "responses"
    JOBS = "jobs"


class ExportFormat(models.TextChoices):
    CSV = "csv"
    XLSX = "xlsx"


class ExportState(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    DELETED = "deleted"  # it was there; its time was over, or somebody put it away


BUSY = (ExportState.QUEUED, ExportState.RUNNING)


class Failure(models.TextChoices):
    """Why there is no file; put into words by the page."""

    NONE = ""
    NO_ROOM = "no room"
    CUT_OFF = "cut off"
    ERROR = "error"


class Export(models.Model):
    """One file that somebody asked for. The row stays when the file is gone: who took out what."""

    kind = models.CharField(max_length=10, choices=ExportKind.choices)
    format = models.CharField(max_length=4, choices=ExportFormat.choices)
    chosen = models.JSONField(default=dict)  # as it was asked: since, until, group, unit
    unit_ids = ArrayField(models.BigIntegerField(), null=True)  # that were meant then; empty: all there are
    same_as = models.CharField(max_length=64)  # equal for equal wishes of one person
    state = models.CharField(max_length=10, choices=ExportState.choices, default=ExportState.QUEUED)
    failure = models.CharField(max_length=10, choices=Failure.choices, default=Failure.NONE, blank=True)
    created_at = models.DateTimeField()
    created_by_id = models.BigIntegerField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    rows = models.PositiveBigIntegerField(default=0)
    rows_expected = models.PositiveBigIntegerField(null=True)
    size = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["same_as"], condition=Q(state__in=BUSY), name="export_once"),
        ]
        indexes = [
            models.Index(fields=["created_by_id", "-created_at"], name="export_of_person"),
            models.Index(fields=["id"], condition=Q(state__in=BUSY), name="export_waiting"),
            models.Index(fields=["expires_at"], condition=Q(state="done"), name="export_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} as {self.format} ({self.state})"

    @property
    def is_busy(self) -> bool:
        return self.state in BUSY
