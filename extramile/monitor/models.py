"""Counts that add up. Scores are never stored: `stats.nps` makes them last."""

from django.db import models


class Counts(models.Model):
    """Responses by score 0..10."""

    s0 = models.IntegerField(default=0)
    s1 = models.IntegerField(default=0)
    s2 = models.IntegerField(default=0)
    s3 = models.IntegerField(default=0)
    s4 = models.IntegerField(default=0)
    s5 = models.IntegerField(default=0)
    s6 = models.IntegerField(default=0)
    s7 = models.IntegerField(default=0)
    s8 = models.IntegerField(default=0)
    s9 = models.IntegerField(default=0)
    s10 = models.IntegerField(default=0)

    class Meta:
        abstract = True


class UnitDay(Counts):
    """One unit, all below it included, one day, one questionnaire, one channel."""

    unit_id = models.BigIntegerField()
    day = models.DateField()
    questionnaire_id = models.BigIntegerField()
    channel = models.CharField(max_length=12)
    asked = models.IntegerField(default=0)  # asked on this day
    answered = models.IntegerField(default=0)  # of those asked on this day, how many answered since

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit_id", "day", "questionnaire_id", "channel"], name="unit_day"
            ),
        ]


class EmployeeMonth(Counts):
    """One employee, one month (its first day), one questionnaire, one channel."""

    employee_id = models.BigIntegerField()
    month = models.DateField()
    questionnaire_id = models.BigIntegerField()
    channel = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["employee_id", "month", "questionnaire_id", "channel"],
                name="employee_month",
            ),
        ]


class UnitTickDay(models.Model):
    """How often a topic was ticked in a unit (all below included) on a day."""

    unit_id = models.BigIntegerField()
    day = models.DateField()
    questionnaire_id = models.BigIntegerField()
    channel = models.CharField(max_length=12)
    tick = models.TextField()  # "praise:friendly", "improve:informed"
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit_id", "day", "questionnaire_id", "channel", "tick"], name="unit_tick_day"
            ),
        ]


class UnitPulse(models.Model):
    """Goes up with every answer counted for the unit, changed words alone included: is an open page old?"""

    unit_id = models.BigIntegerField(primary_key=True)
    number = models.BigIntegerField(default=0)


class FillMark(models.Model):
    """One row: the version of the tree the roll-ups follow. Behind `people`'s: rebuild."""

    tree_version = models.PositiveBigIntegerField(default=0)
    rebuilt_at = models.DateTimeField(null=True)


class Screen(models.Model):
    """A read-only team screen (a TV in the canteen): a long link, revocable."""

    unit_id = models.BigIntegerField()
    token_hash = models.TextField(unique=True)
    name = models.TextField(default="")
    created_at = models.DateTimeField()
    created_by_id = models.BigIntegerField(null=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
