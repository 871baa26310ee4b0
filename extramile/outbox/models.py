"""Every e-mail, SMS and push as a row with its state."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper


class Channel(models.TextChoices):
    EMAIL = "email"
    SMS = "sms"


class State(models.TextChoices):
    QUEUED = "queued"
    SENDING = "sending"  # claimed by a worker; put back when the claim is too old
    SENT = "sent"
    FAILED = "failed"  # given up after the last try, or refused for good
    CANCELLED = "cancelled"


class BounceKind(models.TextChoices):
    HARD = "hard"  # no such address: never again
    SOFT = "soft"  # a full mailbox: nothing follows from it
    COMPLAINT = "complaint"  # "this is spam": never again


class ReturnPlace(models.Model):
    """How far the mailbox of returned mails has been read: written together with what the mail said."""

    mailbox = models.TextField(unique=True)
    era = models.BigIntegerField(default=0)  # UIDVALIDITY: of another era, places mean nothing
    place = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.mailbox}: {self.place}"


class Message(models.Model):
    """One message to one address. The row is the queue; a guarded update is the claim."""

    channel = models.CharField(max_length=8, choices=Channel.choices)
    # What asked for it ("invitation:812:0"): the same key twice is one message.
    key = models.TextField(unique=True)
    recipient = models.TextField()
    recipient_name = models.TextField(default="")
    language = models.CharField(max_length=16, default="en")
    subject = models.TextField(default="")
    text = models.TextField()
    html = models.TextField(default="")
    headers = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    due_at = models.DateTimeField()
    created_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(default="")
    provider_id = models.TextField(default="")
    bounced_at = models.DateTimeField(null=True, blank=True)
    bounce_kind = models.CharField(max_length=9, choices=BounceKind.choices, default="", blank=True)
    # Set when whoever is downstream has drawn its conclusions from the bounce.
    bounce_settled_at = models.DateTimeField(null=True, blank=True)
    # A sign-in code does not wait behind ten thousand invitations.
    urgent = models.BooleanField(default=False)
    # A message held up (by a dead mail server, by retries) does not ring at night.
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    time_zone = models.TextField(default="", blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["-urgent", "due_at"], condition=Q(state="queued"), name="message_queued"),
            models.Index(Upper("recipient"), condition=~Q(recipient=""), name="message_recipient"),
            models.Index(fields=["sent_at"], condition=Q(state="sent") & ~Q(text=""), name="message_thick"),
            models.Index(fields=["provider_id"], condition=~Q(provider_id=""), name="message_provider"),
            models.Index(
                fields=["bounced_at"],
                condition=Q(bounced_at__isnull=False, bounce_settled_at__isnull=True),
                name="message_bounced",
            ),
            models.Index(fields=["claimed_at"], condition=Q(state="sending"), name="message_sending"),
            models.Index(fields=["-created_at"], name="message_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.key} ({self.state})"
