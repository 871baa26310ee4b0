"""Rows for these tests: one good job of Sanne's, and whatever differs."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from extramile.contacts.operations import Person
from extramile.intake.rows import WHOLE, JobRow

JAN = Person(reference="K-77", name="Jan de Boer", email="jan@example.org", mobile="+31612345678")
FINISHED = datetime(2026, 2, 3, 13, 5, tzinfo=UTC)


def job(external_id: str = "J-1", *, row: int = 1, **different: Any) -> JobRow:
    usual: dict[str, Any] = {
        "finished_at": FINISHED,
        "employees": (("e-sanne", WHOLE),),
        "kind_of_work": "Ruit vervangen",
        "amount": Decimal("412.50"),
        "customer": JAN,
        "language": "nl",
        "attributes": {"camera": {"type": "yesno", "value": True}},
    }
    return JobRow(external_id, row=row, **{**usual, **different})
