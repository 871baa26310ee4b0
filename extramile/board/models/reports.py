"""A report, what it says in each language, the words it quotes, the author's remarks, who received it."""

import uuid

from django.db import models
from django.db.models import F, Q

from extramile.people.models import User


class ReportState(models.TextChoices):
    QUEUED = "queued"
    MAKING = "making"
    DRAFT = "draft"
    FINAL = "final"
    WITHDRAWN = "withdrawn"  # was final; whoever received it is told why
    FAILED = "failed"


WAITING = (ReportState.QUEUED, ReportState.MAKING)
ENDED = (ReportState.FINAL, ReportState.WITHDRAWN)  # a trigger keeps these as they are


class Failure(models.TextChoices):
    NONE = ""
    CUT_OFF = "cut off"
    ERROR = "error"


class Report(models.Model):
    """One report over a period. Final, nothing of it changes any more, but that it may be withdrawn."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    since = models.DateField()
    until = models.DateField()
    state = models.CharField(max_length=10, choices=ReportState.choices, default=ReportState.QUEUED)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    # The newest final report when this one was gathered: what it says has changed, has changed since then.
    before = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    # Counts and classes behind the figures, for the next report to compare with; text, to the byte.
    basis = models.TextField(default="", blank=True)
    made_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=10, choices=Failure.choices, default=Failure.NONE, blank=True)
    steps = models.PositiveIntegerField(default=0)
    steps_expected = models.PositiveIntegerField(null=True)
    finalised_at = models.DateTimeField(null=True)
    finalised_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_why = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="report_period", condition=Q(since__lte=F("until"))),
            # Pressed twice, or in two windows at once: one report is made of one period at a time.
            models.UniqueConstraint(
                fields=["since", "until"], condition=Q(state__in=WAITING), name="report_made_once"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state__in=WAITING), name="report_waiting"),
            models.Index(fields=["-finalised_at"], condition=Q(state="final"), name="report_final"),
        ]

    def __str__(self) -> str:
        return f"report {self.since} to {self.until} ({self.state})"

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING


class Frozen(models.Model):
    """What the report says in one language: every figure and sentence, and where the quotes stand."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="frozen")
    language = models.CharField(max_length=16)
    body = models.TextField()  # `board.frozen.to_text`, without the words of customers
    fingerprint = models.CharField(max_length=64)  # SHA-256 of the same with them

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "language"], name="frozen_once")]

    def __str__(self) -> str:
        return f"{self.report_id} in {self.language}"


class Quote(models.Model):
    """What a customer said, drawn for this report. Apart from the frozen text: a customer may have it erased.

    More are drawn than shown; in a draft the author may leave one out, and the next of its group steps in.
    What was not shown goes when the report is final.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="quotes")
    number = models.PositiveSmallIntegerField()  # the order of the draw
    response_id = models.BigIntegerField(db_index=True)
    responded_at = models.DateTimeField()
    words = models.TextField()
    language = models.CharField(max_length=16, default="", blank=True)
    where = models.TextField(default="", blank=True)
    said_on = models.DateField()
    group = models.CharField(max_length=10)
    is_shown = models.BooleanField(default=False)
    is_spare = models.BooleanField(default=False)  # drawn to step in
    left_out_at = models.DateTimeField(null=True)
    left_out_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    left_out_why = models.TextField(default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="quote_number")]

    def __str__(self) -> str:
        return f"quote {self.number} of {self.report_id}"


class Remark(models.Model):
    """What the author has to say about a part. Empty language: for readers of every language."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="remarks")
    part = models.CharField(max_length=20)
    language = models.CharField(max_length=16, default="", blank=True)
    words = models.TextField()
    written_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"remark about {self.part}"


class Delivery(models.Model):
    """Somebody received a final report, when, and when it was first opened. It lets them read this one."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="deliveries")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=16)
    delivered_at = models.DateTimeField()
    delivered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "user"], name="delivered_once")]

    def __str__(self) -> str:
        return f"{self.report_id} to {self.user_id}"


class HandingWay(models.TextChoices):
    PAPER = "paper"
    FILE = "file"  # sent or given as a PDF
    READ_OUT = "read out"  # presented at a meeting


class Handing(models.Model):
    """Somebody who does not sign in here received a final report by hand, as its author noted. A note made by
    mistake is struck out; it stays in the record."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="handings")
    name = models.CharField(max_length=120)
    way = models.CharField(max_length=10, choices=HandingWay.choices, default=HandingWay.PAPER)
    handed_on = models.DateField()
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    struck_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.report_id} to {self.name}"
