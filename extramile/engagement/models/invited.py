"""Who is asked: people in cells, frozen when the wave opens. Nothing here knows an answer."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from extramile.engagement.models.waves import Wave
from extramile.people.models import Employee, Unit


class Layer(models.TextChoices):
    FRONT_LINE = "front_line"
    MIDDLE = "middle"
    TOP = "top"
    STAFF = "staff"


class Cell(models.Model):
    """The smallest group that an answer can be told from: invitees of one unit and one layer.

    Whoever leads a unit is in a cell of the unit above. A group of fewer than five invitees is joined with
    others of its layer higher up; so a cell may stand for several small teams. Layer empty: joined layers.
    """

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="cells")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    layer = models.CharField(max_length=16, choices=Layer.choices, default="", blank=True)
    # The units from the top down to this one, as the tree was when the wave opened.
    above = ArrayField(models.BigIntegerField(), default=list)
    invited = models.PositiveIntegerField()
    public_key = models.BinaryField(null=True)  # SubjectPublicKeyInfo, DER

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wave", "unit", "layer"], name="cell_of_unit_and_layer"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.layer}".strip()


class CellKey(models.Model):
    """The private key that signs this cell's ballots, sealed. Destroyed when the wave closes."""

    cell = models.OneToOneField(Cell, primary_key=True, on_delete=models.CASCADE, related_name="key")
    sealed = models.TextField()

    def __str__(self) -> str:
        return f"key of {self.cell_id}"


class LostBallots(models.Model):
    """How many ballots of a cell were taken and never handed in: a number, kept when the wave closes.

    Later waves need it to know how many answers a released figure holds. Whose they were nobody knows, and
    the web role sees none of it. Cells without a lost ballot have no row.
    """

    cell = models.OneToOneField(Cell, primary_key=True, on_delete=models.CASCADE, related_name="lost")
    number = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.number} lost"


class Invitee(models.Model):
    """Somebody who is asked, and whether they took a ballot. No time: an order would be a trace."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="invitees")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    cell = models.ForeignKey(Cell, on_delete=models.CASCADE, related_name="invitees")
    team = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    layer = models.CharField(max_length=16, choices=Layer.choices)
    took_ballot = models.BooleanField(default=False)
    by_card = models.BooleanField(default=False)  # ticked off when drawing a code card
    # SHA-256 of the blinded message that was signed. The same one is signed again after a lost connection,
    # another one never. It tells nothing of the ballot: blinding hides it from any computing power.
    blinded_hash = models.BinaryField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wave", "employee"], name="invited_once"),
            models.CheckConstraint(
                name="one_ballot_or_one_card", condition=Q(by_card=False) | Q(blinded_hash__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee} in {self.wave}"


class Participation(models.Model):
    """How many took part so far, in bands, for the company and countries alone, once a day."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="participation")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    low_percent = models.PositiveSmallIntegerField()
    high_percent = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wave", "unit", "day"], name="participation_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.day}: {self.low_percent} to {self.high_percent}%"
