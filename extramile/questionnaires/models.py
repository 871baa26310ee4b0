"""Questionnaires: a relationship between question, scale and language, versioned."""

from django.db import models
from django.db.models import Q


class Questionnaire(models.Model):
    slug = models.SlugField(unique=True)
    name = models.TextField()
    audience = models.TextField(default="customers")  # or "employees": see coach.Audience
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="audience_known", condition=Q(audience__in=["customers", "employees"])
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Instrument(models.Model):
    """A questionnaire of others, loaded from a file by an organisation that holds the right to use it."""

    questionnaire = models.OneToOneField(
        Questionnaire, primary_key=True, on_delete=models.PROTECT, related_name="instrument"
    )
    holder = models.TextField()
    terms = models.TextField()
    statement = models.TextField()  # why this organisation may use it
    source = models.TextField(default="", blank=True)
    scales = models.JSONField()  # the keys by which it is scored; see instruments.py
    fingerprint = models.CharField(max_length=64)  # SHA-256 of the file
    loaded_at = models.DateTimeField()
    loaded_by_id = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.questionnaire}, of {self.holder}"


class Version(models.Model):
    """One definition. Published: frozen for ever (a trigger sees to it). Otherwise the one draft."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()  # follows questionnaires/schema.json
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by_id = models.BigIntegerField(null=True)
    despite = models.TextField(default="", blank=True)  # why it was published although the coach said no
    overruled = models.JSONField(default=list, blank=True)  # what the coach said: rule, question, language

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="version_number"),
            models.UniqueConstraint(
                fields=["questionnaire"], name="one_draft", condition=Q(published_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire} v{self.number}"
