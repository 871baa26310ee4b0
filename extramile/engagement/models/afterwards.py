"""What comes of a wave: a conversation, a change, a reply, somebody who comes forward."""

from django.db import models
from django.db.models import Q

from extramile.engagement.models.released import ReleasedComment
from extramile.engagement.models.waves import Wave
from extramile.people.models import Employee, Unit


class Conversation(models.Model):
    """A unit talks about its results: celebrate, choose one thing, try, look back."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="conversations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    celebrate = models.TextField(default="", blank=True)
    held_on = models.DateField(null=True, blank=True)
    looked_back_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wave", "unit"], name="one_conversation_a_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} about {self.wave}"


class Outcome(models.TextChoices):
    CHOSEN = "chosen"
    TRYING = "trying"
    DONE = "done"
    DROPPED = "dropped"


class Change(models.Model):
    """One thing that was chosen, with somebody who sees to it and a day. At most three a conversation."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="changes")
    number = models.PositiveSmallIntegerField()
    question_key = models.TextField(default="", blank=True)  # what it is about, measured again next wave
    words = models.TextField()
    owner = models.ForeignKey(Employee, null=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    outcome = models.CharField(max_length=16, choices=Outcome.choices, default=Outcome.CHOSEN)
    looking_back = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="change_number"),
            models.CheckConstraint(name="at_most_three_changes", condition=Q(number__gte=1, number__lte=3)),
        ]

    def __str__(self) -> str:
        return self.words


class CommentMessage(models.Model):
    """What is said below a released comment, by the company or by its unknown writer. In order, no times."""

    comment = models.ForeignKey(ReleasedComment, on_delete=models.PROTECT, related_name="messages")
    number = models.PositiveSmallIntegerField()
    # Whoever replied for the company; empty: the writer of the comment.
    replied_by_id = models.BigIntegerField(null=True)
    words = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment", "number"], name="message_number"),
        ]

    def __str__(self) -> str:
        return "a message"


class ComingForward(models.Model):
    """An employee who came forward as an enthusiast, on a list of their own choice. Linked to no answer."""

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    list_key = models.TextField()
    words = models.TextField(default="", blank=True)
    came_on = models.DateField()
    withdrew_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["employee", "list_key"], name="on_a_list_once", condition=Q(withdrew_on__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee}: {self.list_key}"
