"""Counts that add up. Scores are never stored: `stats.nps` makes them last."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


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
        # A few days of most units: by the key it would be a look-up for each unit.
        indexes = [models.Index(fields=["day"], name="unit_day_by_day")]


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
        indexes = [models.Index(fields=["day"], name="unit_tick_day_by_day")]


class UnitMonth(Counts):
    """UnitDay by month (its first day): a question of years must not read every day of them."""

    pk = models.CompositePrimaryKey("unit_id", "month", "questionnaire_id", "channel")
    unit_id = models.BigIntegerField()
    month = models.DateField()
    questionnaire_id = models.BigIntegerField()
    channel = models.CharField(max_length=12)
    asked = models.IntegerField(default=0)
    answered = models.IntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["month"], name="unit_month_by_month")]


class UnitYear(Counts):
    """UnitDay by year (its first day): thousands of units over ten years."""

    pk = models.CompositePrimaryKey("unit_id", "year", "questionnaire_id", "channel")
    unit_id = models.BigIntegerField()
    year = models.DateField()
    questionnaire_id = models.BigIntegerField()
    channel = models.CharField(max_length=12)
    asked = models.IntegerField(default=0)
    answered = models.IntegerField(default=0)


class UnitTickMonth(models.Model):
    """UnitTickDay by month (its first day)."""

    pk = models.CompositePrimaryKey("unit_id", "month", "questionnaire_id", "channel", "tick")
    unit_id = models.BigIntegerField()
    month = models.DateField()
    questionnaire_id = models.BigIntegerField()
    channel = models.CharField(max_length=12)
    tick = models.TextField()
    count = models.IntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["month"], name="unit_tick_month_by_month")]


class UnitTickYear(models.Model):
    """UnitTickDay by year (its first day)."""

    pk = models.CompositePrimaryKey("unit_id", "year", "questionnaire_id", "channel", "tick")
    unit_id = models.BigIntegerField()
    year = models.DateField()
    questionnaire_id = models.BigIntegerField()
    channel = models.CharField(max_length=12)
    tick = models.TextField()
    count = models.IntegerField(default=0)


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


class SavedView(models.Model):
    """A question of the explore page under a name. The question is its canonical query: a view is a link."""

    name = models.TextField()
    query = models.TextField()
    owner_id = models.BigIntegerField()
    is_shared = models.BooleanField(default=False)  # with everybody who may explore
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)  # kept a while: it can be undone

    class Meta:
        constraints = [
            # Two presses at once are one view.
            models.UniqueConstraint(
                "owner_id", Lower("name"), condition=Q(deleted_at__isnull=True), name="saved_view_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PublishedFigure(models.Model):
    """A figure that others published, with its source: to be shown beside our own, never as our own."""

    name = models.TextField()  # whose: "Housing associations, the Netherlands"
    measure = models.CharField(max_length=12)  # as in a Question
    value = models.FloatField()  # in the unit of the measure: points, a mark, per cent
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    n = models.IntegerField(null=True)
    since = models.DateField()
    until = models.DateField()
    source = models.TextField()
    link = models.TextField(default="", blank=True)
    method = models.TextField()  # how it was measured, in their words
    is_same_method = models.BooleanField(default=False)  # whoever loaded it says: measured as we measure
    created_at = models.DateTimeField()
    created_by_id = models.BigIntegerField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # The same file twice is the same figures.
            models.UniqueConstraint(
                Lower("name"),
                "measure",
                "since",
                "until",
                Lower("source"),
                condition=Q(deleted_at__isnull=True),
                name="published_figure_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name
