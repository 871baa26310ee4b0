"""Customers' names and addresses, consent, erasure. Nobody else keeps them."""

from django.db import models
from django.db.models import Q


class Contact(models.Model):
    """A customer. Erasing empties every personal field and keeps the row, so that counts stay."""

    source = models.TextField(default="")
    reference = models.TextField(default="", db_collation="C")  # the customer's number in that source
    name = models.TextField(default="")
    email = models.TextField(default="")
    mobile = models.TextField(default="")  # E.164
    language = models.CharField(max_length=16, default="")
    # Keyed hashes of the addresses: quarantine and "never again" hold across sources and after erasure.
    email_key = models.TextField(default="", db_collation="C")
    mobile_key = models.TextField(default="", db_collation="C")
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "reference"], name="contact_reference", condition=~Q(reference="")
            ),
        ]
        indexes = [
            models.Index(fields=["email_key"], name="contact_email", condition=~Q(email_key="")),
            models.Index(fields=["mobile_key"], name="contact_mobile", condition=~Q(mobile_key="")),
            # Whether there are any: only then is a customer with a number looked for by address.
            models.Index(
                fields=["id"],
                name="contact_no_number",
                condition=Q(reference="") & (~Q(email_key="") | ~Q(mobile_key="")),
            ),
        ]

    def __str__(self) -> str:
        return f"contact {self.pk}"


class ConsentKind(models.TextChoices):
    OPTED_OUT = "opted_out"  # "never ask me again"
    OPTED_IN = "opted_in"  # a later yes takes an earlier no back
    BOUNCED = "bounced"
    COMPLAINED = "complained"


class ConsentEvent(models.Model):
    """What became of the right to ask at one address; the newest row counts. Survives erasure."""

    address_key = models.TextField(db_collation="C")
    kind = models.CharField(max_length=12, choices=ConsentKind.choices)
    at = models.DateTimeField()
    via = models.TextField(default="")  # "link in mail", "list-unsubscribe", "api", "office", "bounce"

    class Meta:
        indexes = [models.Index(fields=["address_key", "-at"], name="consent_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"


class ErasureReceipt(models.Model):
    """Proof that a customer, or what one answer says, was erased: when, by whom, what was emptied where.
    No personal data. Without a contact: one answer, of which we never knew whose it was."""

    contact = models.ForeignKey(Contact, null=True, on_delete=models.PROTECT, related_name="receipts")
    response_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.TextField(default="")
    emptied = models.JSONField(default=dict)  # {"contacts": 1, "outbox": 2, "responses": 1, ...}

    def __str__(self) -> str:
        return f"erasure {self.pk}"


class WaitingErasure(models.Model):
    """Asked for while a file that holds this customer was being imported: done when that ends, then taken
    away. What counts at once, never to be asked again, counted at once."""

    contact = models.ForeignKey(Contact, null=True, on_delete=models.PROTECT, related_name="+")
    response_id = models.BigIntegerField(null=True)
    never_ask_again = models.BooleanField(default=True)
    actor_id = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "response_id"], name="waiting_erasure_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"waiting erasure {self.pk}"
