"""Units, employees, roles, and membership over time: what is true."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in. An employee has one; a board reader need not be an employee."""

    email = models.EmailField(null=True, blank=True)
    name = models.TextField(default="")
    language = models.CharField(max_length=16, default="en")
    provisioning_id = models.TextField(null=True, blank=True, unique=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "id"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Func(F("email"), function="lower"),
                name="user_email",
                condition=Q(email__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email or f"user {self.pk}"


class AddressChange(models.Model):
    """An address at which somebody signed in until now. A step tells it so, once, and takes the row away:
    whoever changes an address reads the codes sent to it, and the owner of the old one must know."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    old_email = models.EmailField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"change of user {self.user_id}"


class UnitKind(models.TextChoices):
    COMPANY = "company"
    COUNTRY = "country"
    REGION = "region"
    CENTRE = "centre"
    TEAM = "team"


class Unit(models.Model):
    """A node of the organisation. `path` holds the ids from the top down to this unit, ".1.5.23."."""

    external_id = models.TextField(null=True, blank=True, unique=True)
    name = models.TextField()
    kind = models.CharField(max_length=16, choices=UnitKind.choices, default=UnitKind.TEAM)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    path = models.TextField(db_collation="C", default="", db_index=True)
    depth = models.PositiveSmallIntegerField(default=0)
    # Empty: the parent's. The first unit with one, going up, decides.
    time_zone = models.TextField(default="", blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"], name="unit_name_within_parent", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TreeVersion(models.Model):
    """One row; its number goes up when a unit moves, so that roll-ups know they are out of date."""

    number = models.PositiveBigIntegerField(default=1)


class Employee(models.Model):
    """A person who works here. A leaver is ended, never deleted."""

    external_id = models.TextField(unique=True)
    user = models.OneToOneField(User, null=True, on_delete=models.PROTECT, related_name="employee")
    name = models.TextField()
    email = models.EmailField(null=True, blank=True)
    mobile = models.TextField(default="", blank=True)  # E.164
    language = models.CharField(max_length=16, default="en")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)  # first day no longer employed

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """An employee's team over time: one team at a time, [started_on, ended_on)."""

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_team_at_a_time",
                expressions=[
                    ("employee", RangeOperators.EQUAL),
                    (
                        Func(F("started_on"), F("ended_on"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee} in {self.unit}"


class RoleKind(models.TextChoices):
    COACH = "coach"  # of the named employee
    MANAGER = "manager"  # of the unit and all below
    INSIGHTS_OWNER = "insights_owner"
    BOARD_READER = "board_reader"
    HR = "hr"
    ADMINISTRATOR = "administrator"


class Role(models.Model):
    """What a user may do beyond being an employee: with scope and dates [started_on, ended_on)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="roles")
    kind = models.CharField(max_length=16, choices=RoleKind.choices)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="roles")
    employee = models.ForeignKey(
        Employee, null=True, blank=True, on_delete=models.PROTECT, related_name="coach_roles"
    )
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="role_scope",
                condition=(
                    Q(kind=RoleKind.COACH, employee__isnull=False, unit__isnull=True)
                    | Q(kind=RoleKind.MANAGER, unit__isnull=False, employee__isnull=True)
                    | (~Q(kind__in=[RoleKind.COACH, RoleKind.MANAGER]) & Q(employee__isnull=True))
                ),
            ),
            models.UniqueConstraint(
                fields=["user", "kind", "unit", "employee", "started_on"],
                name="role_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind}"


class Card(models.Model):
    """A printed QR card: with a PIN it signs a technician without company mail in."""

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="cards")
    token_hash = models.TextField(unique=True)
    pin_hash = models.TextField()
    created_at = models.DateTimeField()
    # Whoever printed the sheet has seen the first PIN: the employee chooses another at the first sign-in.
    pin_chosen_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"card of {self.employee}"


class ApiKey(models.Model):
    """A key for programs. The key itself is shown once and stored hashed."""

    name = models.TextField()
    prefix = models.CharField(max_length=12, unique=True)
    key_hash = models.TextField()
    scopes = models.JSONField(default=list)  # "jobs", "people", "responses", "customers"
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
