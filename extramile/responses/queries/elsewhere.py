"""Answers that came from elsewhere: found by the number that they had there."""

from collections.abc import Collection
from typing import Final

from django.db.models import OuterRef, Subquery

from extramile.intake.models import Source
from extramile.responses.models import Answer, ImportedResponse

LONG: Final = 8  # "Fine." stands in anybody's row


def imported_response(source: str, external_id: str) -> int | None:
    """Our number of the answer that this source calls so."""
    found = ImportedResponse.objects.filter(
        source_id__in=Source.objects.filter(name=source).values("pk"), external_id=external_id
    )
    return next(iter(found.order_by().values_list("response_id", flat=True)[:1]), None)


def imported_of_customer(key: bytes, *, sources: Collection[str]) -> list[int]:
    """Our numbers of the answers that, at these sources, are of the customer whose number has this hash."""
    mine = Source.objects.filter(name__in=sources).values("pk")
    found = ImportedResponse.objects.filter(customer_key=key, source_id__in=mine)
    return sorted(found.values_list("response_id", flat=True))


def sources_of_responses() -> list[str]:
    """Where answers came from: files and programs, by name. Only those that sent answers.

    One answer of each is looked for by its index; to ask whether one exists would be to join all of them.
    """
    one = ImportedResponse.objects.filter(source_id=OuterRef("pk")).order_by().values("response_id")[:1]
    used = Source.objects.annotate(one=Subquery(one)).exclude(one=None)
    return list(used.order_by("name").values_list("name", flat=True))


def long_words_of(response_id: int) -> list[str]:
    """What one answer says, where that is long enough to know it again in a file."""
    said = Answer.objects.filter(response_id=response_id).exclude(words="").values_list("words", flat=True)
    return [words for words in said if len(words.strip()) >= LONG]
