"""What people do with what customers said. For now: keep a comment, ask my coach about it."""

from django.db import models

from extramile.people.models import Employee


class KeptComment(models.Model):
    """An employee keeps a customer's words as a favourite."""

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE)
    response_id = models.BigIntegerField()
    responded_at = models.DateTimeField()
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["employee", "response_id"], name="kept_once")]


class LastRead(models.Model):
    """Up to when an employee has read what customers said: nobody should discuss it before."""

    employee = models.OneToOneField(Employee, on_delete=models.CASCADE, related_name="last_read")
    read_until = models.DateTimeField()


class CoachQuestion(models.Model):
    """The employee would like to talk about this one; the coach sees it, both may close it."""

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE)
    response_id = models.BigIntegerField()
    responded_at = models.DateTimeField()
    note = models.TextField(default="", blank=True)
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["employee", "response_id"], name="question_once")]
