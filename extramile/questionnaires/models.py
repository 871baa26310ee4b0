"""Questionnaires: a relationship between question, scale and language, versioned."""

from django.db import models
from django.db.models import Q


class Questionnaire(models.Model):
    slug = models.SlugField(unique=True)
    name = models.TextField()
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """One definition. Published: frozen for ever (a trigger sees to it). Otherwise the one draft."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()  # follows questionnaires/schema.json
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="version_number"),
            models.UniqueConstraint(
                fields=["questionnaire"], name="one_draft", condition=Q(published_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire} v{self.number}"
