"""The decision to ask (or not, with the reason), the channel, and its fate."""

from django.db import models
from django.db.models import Q

from extramile.contacts.models import Contact
from extramile.intake.models import Job
from extramile.people.models import Employee, Unit
from extramile.questionnaires.models import Questionnaire, Version


class AskingPlan(models.Model):
    """How a unit and all below ask: what, how often, when. The plan nearest to the job's unit counts."""

    name = models.TextField()
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)  # empty: everywhere
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT)
    active = models.BooleanField(default=True)
    channels = models.JSONField(default=list)  # in order of preference: ["email", "sms"]
    sample_rate = models.DecimalField(max_digits=4, decimal_places=3, default=1)
    # Sampling never starves an employee: below this many answers this month everybody is asked.
    least_answers_per_employee_per_month = models.PositiveSmallIntegerField(default=0)
    delay_minutes = models.PositiveIntegerField(default=120)
    quiet_from = models.TimeField()  # no messages from ... (in the unit's time zone)
    quiet_until = models.TimeField()  # ... until
    too_old_days = models.PositiveSmallIntegerField(default=14)
    quarantine_days = models.PositiveSmallIntegerField(default=90)
    reminders = models.PositiveSmallIntegerField(default=1)  # 0..3
    reminder_days = models.PositiveSmallIntegerField(default=3)
    expiry_days = models.PositiveSmallIntegerField(default=30)

    class Meta:
        constraints = [
            models.CheckConstraint(name="reminders_at_most_three", condition=Q(reminders__lte=3)),
            models.UniqueConstraint(
                fields=["unit", "questionnaire"],
                name="one_plan_per_unit",
                condition=Q(active=True),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Decision(models.TextChoices):
    ASKED = "asked"
    NOT_ASKED = "not_asked"


class Reason(models.TextChoices):
    """Why not asked; empty when asked."""

    NO_ADDRESS = "no_address"
    OPTED_OUT = "opted_out"
    BOUNCED = "bounced"
    ASKED_RECENTLY = "asked_recently"
    SAMPLED_OUT = "sampled_out"
    TOO_OLD = "too_old"
    TEST_JOB = "test_job"
    NO_PLAN = "no_plan"
    ERASED = "erased"


class InvitationChannel(models.TextChoices):
    EMAIL = "email"
    SMS = "sms"
    QR_JOB = "qr_job"  # printed or shown for one job
    QR_EMPLOYEE = "qr_employee"  # anonymous walk-in at an employee's code
    QR_UNIT = "qr_unit"  # anonymous walk-in at a unit's code
    API = "api"
    IMPORT = "import"


class WalkIn(models.Model):
    """A printed code without a job: of a unit, or of an employee. Revocable."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    employee = models.ForeignKey(Employee, null=True, blank=True, on_delete=models.PROTECT)
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"walk-in code of {self.employee or self.unit}"


class Invitation(models.Model):
    """One decision about one job (or one walk-in). Its link is its id, signed by `core.tokens`."""

    job = models.OneToOneField(Job, null=True, on_delete=models.PROTECT, related_name="invitation")
    walk_in = models.ForeignKey(WalkIn, null=True, on_delete=models.PROTECT)
    # A walk-in page carries a random number: the same form sent twice is one answer.
    walk_in_number = models.TextField(null=True)
    contact = models.ForeignKey(Contact, null=True, on_delete=models.PROTECT)
    plan = models.ForeignKey(AskingPlan, null=True, on_delete=models.PROTECT)
    version = models.ForeignKey(Version, null=True, on_delete=models.PROTECT)
    decision = models.CharField(max_length=10, choices=Decision.choices)
    reason = models.CharField(max_length=16, choices=Reason.choices, default="", blank=True)
    channel = models.CharField(max_length=12, choices=InvitationChannel.choices, default="", blank=True)
    language = models.CharField(max_length=16, default="en")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="invitations")
    address_key = models.TextField(default="")  # keyed hash of the address asked: quarantine without a name
    decided_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)  # first message handed to the outbox, or the walk-in opened
    asked_on = models.DateField(null=True)  # that day, in the unit's time zone: the day of the response rate
    reminders_sent = models.PositiveSmallIntegerField(default=0)
    next_reminder_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)  # opted out, erased or bounced after the decision
    # Set once, by the first stored answer; `responses` finds its partition by it.
    responded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["walk_in", "walk_in_number"], name="walk_in_once"),
            models.CheckConstraint(
                name="reason_when_not_asked",
                condition=Q(decision="asked", reason="") | (Q(decision="not_asked") & ~Q(reason="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="invitation_due",
                condition=Q(decision="asked", asked_at__isnull=True, cancelled_at__isnull=True),
            ),
            models.Index(
                fields=["next_reminder_at"],
                name="invitation_reminder",
                condition=Q(
                    next_reminder_at__isnull=False,
                    responded_at__isnull=True,
                    cancelled_at__isnull=True,
                ),
            ),
            models.Index(
                fields=["address_key", "-decided_at"],
                name="invitation_address",
                condition=~Q(address_key=""),
            ),
            models.Index(fields=["unit", "asked_on"], name="invitation_unit_day"),
            models.Index(fields=["contact"], name="invitation_contact", condition=Q(contact__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk} ({self.decision})"


class AskedChange(models.Model):
    """A feed for `monitor`: so many more asked in this unit on this day. Taken (deleted) when counted."""

    unit_id = models.BigIntegerField()
    day = models.DateField()
    questionnaire_id = models.BigIntegerField()
    channel = models.CharField(max_length=12)
    asked = models.IntegerField()
