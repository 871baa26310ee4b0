"""What every room may write down: the audit trail and the rate limits."""

from django.db import models


class AuditEntry(models.Model):
    """Who did or saw what about whom. The web role may add rows, never change them."""

    at = models.DateTimeField()
    # Users live in `people`, above this room: an id and a name as they were, no foreign key,
    # so that the trail outlives the person.
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.TextField(default="")
    action = models.TextField()  # "people.role.granted": room.noun.past-participle
    subject_type = models.TextField(default="")
    subject_id = models.TextField(default="")
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-at"], name="audit_subject"),
            models.Index(fields=["actor_id", "-at"], name="audit_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.action}"


class Attempt(models.Model):
    """How often something limited was tried within a window; key is a keyed hash, never a name."""

    key = models.TextField(primary_key=True)
    window_started_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["window_started_at"], name="attempt_window")]

    def __str__(self) -> str:
        return f"{self.count} since {self.window_started_at}"


class Setting(models.Model):
    """What the organisation chose on the settings page (its name, colours, minimum n, ...)."""

    name = models.TextField(primary_key=True)
    value = models.JSONField()

    def __str__(self) -> str:
        return self.name
