"""One filled-in questionnaire; one answered question. Partitioned by month of `responded_at`."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Response(models.Model):
    """One filled-in questionnaire.

    In PostgreSQL the table is partitioned by month and its key is (id, responded_at); ids come
    from one sequence, so `id` alone is unique too. No foreign keys point at a partitioned table:
    whoever refers to a response keeps (response_id, responded_at).
    """

    id = models.BigAutoField(primary_key=True)
    responded_at = models.DateTimeField()  # first stored answer; never changes
    changed_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)  # empty: partial, the customer left
    invitation_id = models.BigIntegerField(null=True)
    job_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField()
    questionnaire_id = models.BigIntegerField()
    version_id = models.BigIntegerField()
    channel = models.CharField(max_length=12)
    language = models.CharField(max_length=16)
    kind_of_work = models.TextField(default="")
    day = models.DateField()  # of responded_at, in the unit's time zone
    asked_on = models.DateField(null=True)
    score = models.PositiveSmallIntegerField(null=True)  # the NPS answer, 0..10; the answer row holds it too
    has_words = models.BooleanField(default=False)
    attributes = models.JSONField(default=dict)  # of imported responses; jobs keep their own

    class Meta:
        managed = False
        db_table = "responses_response"

    def __str__(self) -> str:
        return f"response {self.pk}"


class Credit(models.Model):
    """Whose work the response is about, frozen from the job. Partitioned with the response."""

    id = models.BigAutoField(primary_key=True)
    response_id = models.BigIntegerField()
    responded_at = models.DateTimeField()
    employee_id = models.BigIntegerField()
    team_id = models.BigIntegerField()
    share = models.DecimalField(max_digits=5, decimal_places=4, default=1)

    class Meta:
        managed = False
        db_table = "responses_credit"

    def __str__(self) -> str:
        return f"credit {self.pk}"


class Answer(models.Model):
    """One answered question. Exactly one of number, words and choices carries it.

    The table has no key: whoever writes answers holds the lock of their invitation or source.
    """

    id = models.BigAutoField(primary_key=True)
    response_id = models.BigIntegerField()
    responded_at = models.DateTimeField()
    question = models.TextField()  # the question's key in the definition
    number = models.SmallIntegerField(null=True)  # NPS, rating, consent (1 or 0)
    words = models.TextField(default="")
    choices = ArrayField(models.TextField(), null=True)  # empty lists take more room than most answers

    class Meta:
        managed = False
        db_table = "responses_answer"

    def __str__(self) -> str:
        return f"answer {self.pk}"


class ImportedResponse(models.Model):
    """(source, external id) -> response: importing the same row twice changes nothing.

    In PostgreSQL that pair is the key; `id` is there for Django, without an index.
    """

    source_id = models.BigIntegerField()
    external_id = models.TextField()
    response_id = models.BigIntegerField()
    responded_at = models.DateTimeField()
    fingerprint = models.BinaryField(max_length=16)
    customer_key = models.BinaryField(max_length=16, null=True)  # contacts.queries.reference_key

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source_id", "external_id"], name="imported_once")]
        indexes = [
            models.Index(
                fields=["customer_key"],
                name="imported_customer",
                condition=models.Q(customer_key__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id}:{self.external_id}"


class ResponseChange(models.Model):
    """A feed for `monitor`: what a write changed. Written with the answer, taken (deleted) when counted.

    `before_*` are empty for a new response: counts add `after` and take `before` off.
    """

    response_id = models.BigIntegerField()
    responded_at = models.DateTimeField()
    unit_id = models.BigIntegerField()
    employees = ArrayField(models.BigIntegerField(), default=list)
    day = models.DateField()
    asked_on = models.DateField(null=True)
    questionnaire_id = models.BigIntegerField()
    channel = models.CharField(max_length=12)
    is_new = models.BooleanField()
    is_removed = models.BooleanField(default=False)
    before_score = models.PositiveSmallIntegerField(null=True)
    after_score = models.PositiveSmallIntegerField(null=True)
    before_ticks = ArrayField(models.TextField(), default=list)  # "praise:friendly", "improve:informed"
    after_ticks = ArrayField(models.TextField(), default=list)
