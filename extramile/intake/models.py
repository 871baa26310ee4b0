"""Files and API rows become batches, problems and jobs."""

from django.db import models
from django.db.models import Q

from extramile.contacts.models import Contact
from extramile.people.models import Employee, Unit


class Source(models.Model):
    """Where rows come from ("planning system"). Remembers the column mapping that was confirmed."""

    name = models.TextField(unique=True)
    mappings = models.JSONField(default=dict)  # {"jobs": {"columns": {...}, "dates": "dmy", ...}}
    time_zone = models.TextField(default="", blank=True)

    def __str__(self) -> str:
        return self.name


class BatchKind(models.TextChoices):
    JOBS = "jobs"
    PEOPLE = "people"
    UNITS = "units"
    RESPONSES = "responses"


class BatchState(models.TextChoices):
    MAPPING = "mapping"  # waits for somebody to confirm the guessed columns
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"  # the file as a whole cannot be read; `error` says why and what to do
    CANCELLED = "cancelled"


class ImportBatch(models.Model):
    """One file or one API call. rows = created + updated + unchanged + problems, always."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="batches")
    kind = models.CharField(max_length=10, choices=BatchKind.choices)
    file_name = models.TextField(default="")
    file = models.TextField(default="")  # path below the data folder; empty for API rows
    sha256 = models.CharField(max_length=64, default="")
    shape = models.JSONField(default=dict)  # encoding, delimiter, sheet, header, mapping as used
    state = models.CharField(max_length=10, choices=BatchState.choices)
    error = models.TextField(default="")
    created_at = models.DateTimeField()
    created_by_id = models.BigIntegerField(null=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    # How far it got; written in the same transaction as the rows, so that a killed import goes on from here.
    position = models.PositiveBigIntegerField(default=0)  # last row of the file that was worked through
    # Rows above it that wait for others of the file, with what became of them so far; not counted yet.
    waiting = models.JSONField(default=list)
    rows = models.PositiveBigIntegerField(default=0)
    rows_expected = models.PositiveBigIntegerField(null=True)
    created = models.PositiveBigIntegerField(default=0)
    updated = models.PositiveBigIntegerField(default=0)
    unchanged = models.PositiveBigIntegerField(default=0)
    problems = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="counts_add_up",
                condition=Q(
                    rows=models.F("created")
                    + models.F("updated")
                    + models.F("unchanged")
                    + models.F("problems")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name} ({self.state})"


class ImportProblem(models.Model):
    """One bad row: where, what is wrong, what to do. `raw` is the row as read, to be mended."""

    batch = models.ForeignKey(
        ImportBatch, on_delete=models.CASCADE, related_name="problem_rows", db_index=False
    )
    row = models.PositiveBigIntegerField()  # 1 is the first line of the file
    column = models.TextField(default="")
    value = models.TextField(default="")
    problem = models.TextField()  # a code with parameters, put into words by the reader's language
    parameters = models.JSONField(default=dict)
    raw = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "row", "column"], name="problem_once")]

    def __str__(self) -> str:
        return f"row {self.row}: {self.problem}"


class Jobs(models.Manager["Job"]):
    """Without what the extra columns hold: the web role may not read that by the way (migration 0005), so a
    page asks for it by `queries.attributes_of`."""

    def get_queryset(self) -> models.QuerySet["Job"]:
        return super().get_queryset().defer("attributes")


class Job(models.Model):
    """Work done for a customer. Belongs to the team the employee was in on that day, for ever."""

    # No index of their own where a constraint or an index below begins with the same column. And no
    # constraint in the database on what is never deleted and was looked up or made in the same transaction:
    # checked again for each row, the seven of them took more of the database's time than all else of an
    # import (the last two, customer and job, 23 of 80 microseconds). `extramile check` counts what points at
    # nothing: see `queries.orphans`.
    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    external_id = models.TextField(db_collation="C")
    finished_at = models.DateTimeField()
    finished_on = models.DateField()  # that day, in the unit's time zone
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="jobs", db_index=False, db_constraint=False
    )
    # The unit named in the row, where it differs from the team ("helped out in another centre").
    place = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    contact = models.ForeignKey(
        Contact,
        null=True,
        on_delete=models.PROTECT,
        related_name="jobs",
        db_index=False,
        db_constraint=False,
    )
    kind_of_work = models.TextField(default="")
    channel = models.TextField(default="")  # how the job came in or was done: "at home", "in the centre"
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    language = models.CharField(max_length=16, default="")
    attributes = models.JSONField(default=dict)  # {"camera": {"type": "yesno", "value": true}}
    is_test = models.BooleanField(default=False)
    fingerprint = models.BinaryField(max_length=16)  # of the row as read: unchanged rows cost nothing
    created_at = models.DateTimeField()
    # Empty until `invitations` has decided whether to ask.
    decided_at = models.DateTimeField(null=True)

    objects = Jobs()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="job_once")]
        indexes = [
            models.Index(fields=["created_at"], condition=Q(decided_at__isnull=True), name="job_undecided"),
            models.Index(fields=["contact"], name="job_contact", condition=Q(contact__isnull=False)),
            models.Index(fields=["unit", "finished_on"], name="job_unit_day"),
        ]

    def __str__(self) -> str:
        return f"job {self.external_id}"


class JobEmployee(models.Model):
    """Who did it, for which share, in which team on that day.

    In PostgreSQL job and employee are the key; `id` is there for Django and for order, without an index.
    """

    job = models.ForeignKey(
        Job, on_delete=models.CASCADE, related_name="credits", db_index=False, db_constraint=False
    )
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    team = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    share = models.DecimalField(max_digits=5, decimal_places=4, default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "employee"], name="job_employee_once")]

    def __str__(self) -> str:
        return f"{self.employee_id} {self.share}"
