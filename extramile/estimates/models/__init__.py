"""What is computed of the counts and kept for the pages; all of it can be made again."""

from django.db import models


class Fit(models.Model):
    """One pass over all counts of a period."""

    day = models.DateField(unique=True)  # of the pass
    since = models.DateField()
    until = models.DateField()
    weeks_since = models.DateField()  # a Monday: whole weeks, in which movements are looked for
    weeks = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    people = models.IntegerField()  # with answers
    units = models.IntegerField()  # with answers
    answers = models.BigIntegerField()
    # The variance of single answers, and of people, teams, ... about the level above. Empty: too few to pool.
    within = models.FloatField(null=True)
    spread = models.JSONField(default=dict)
    seed = models.BigIntegerField()
    versions = models.JSONField(default=dict)
    fingerprint = models.TextField()  # of the counts that were read

    def __str__(self) -> str:
        return f"fit of {self.day}"


class EmployeeLeaning(models.Model):
    """What an employee's answers lean on: made of others' answers alone, added up."""

    employee_id = models.BigIntegerField(primary_key=True)
    unit_id = models.BigIntegerField()  # whose other people these are
    mean = models.FloatField()
    variance = models.FloatField()
    within = models.FloatField()


class UnitLeaning(models.Model):
    """What a unit's answers lean on: those of the units around it, added up."""

    unit_id = models.BigIntegerField(primary_key=True)
    mean = models.FloatField()
    variance = models.FloatField()
    within = models.FloatField()
    # Beside its neighbours: 1 clearly above, -1 clearly below, 0 not distinguishable. Empty: too few of them.
    side = models.SmallIntegerField(null=True)


class Movement(models.Model):
    """The largest change in a unit's weekly answers, and whether it survives the control over all units."""

    unit_id = models.BigIntegerField(primary_key=True)
    n = models.IntegerField()
    until = models.DateField()  # last day of the weeks looked through
    seen = models.FloatField()  # so large a step would have been seen, in eight of ten cases
    is_sure = models.BooleanField()
    week = models.DateField()  # the first week after the change: its Monday
    earliest = models.DateField()
    latest = models.DateField()
    before = models.FloatField()
    after = models.FloatField()
    n_before = models.IntegerField()
    n_after = models.IntegerField()
    low = models.FloatField()  # of after less before
    high = models.FloatField()
    q_value = models.FloatField()

    class Meta:
        indexes = [models.Index(fields=["unit_id"], name="movement_sure", condition=models.Q(is_sure=True))]
