"""Something that began in some units on known days."""

from django.db import models


class ChangeSort(models.TextChoices):
    """What kind of thing it was; the words of `what` say it better."""

    WORKING = "working"  # another way of working
    COACHING = "coaching"
    SHARING = "sharing"  # sharing sessions
    RECOGNITION = "recognition"
    TOUR = "tour"
    OTHER = "other"


class DatedChange(models.Model):
    """Noted by hand, or made with the lots of a rollout. Taken back, it stays: a study may rest on it."""

    public_id = models.UUIDField(unique=True)
    what = models.TextField()  # in words: "Sharing sessions with the back office"
    sort = models.CharField(max_length=16, choices=ChangeSort.choices, default=ChangeSort.OTHER)
    noted_at = models.DateTimeField()
    noted_by_id = models.BigIntegerField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    why_taken_back = models.TextField(default="", blank=True)

    def __str__(self) -> str:
        return self.what


class DatedStart(models.Model):
    """The day on which one unit began, with everything below it."""

    change = models.ForeignKey(DatedChange, on_delete=models.CASCADE, related_name="starts", db_index=False)
    unit_id = models.BigIntegerField(db_index=True)
    started_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "unit_id"], name="begins_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} from {self.started_on}"
