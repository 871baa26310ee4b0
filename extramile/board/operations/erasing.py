"""A customer who is erased is erased here too, of a final report as well; the figures stay."""

from collections.abc import Collection, Sequence
from typing import Final

from django.db import connection, transaction
from django.db.models import Q

from extramile.board.gather.facts import QuoteFacts
from extramile.board.models import Quote
from extramile.responses.models import Response
from extramile.responses.queries import said

ERASING: Final = 0x0E63 << 44  # held by whoever erases words, and by whoever writes drawn ones down


def forget_words(
    *,
    invitation_ids: Collection[int] = (),
    job_ids: Collection[int] = (),
    response_ids: Collection[int] = (),
) -> int:
    """In the transaction that erases them. What is being made sees that they are gone (`still_said`)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [ERASING])
    quotes = Quote.objects.exclude(words="")
    keys = list(quotes.values_list("response_id", "responded_at"))
    quoted = Response.objects.filter(
        pk__in=[key[0] for key in keys], responded_at__in=[key[1] for key in keys]
    )
    theirs = quoted.filter(
        Q(invitation_id__in=invitation_ids) | Q(job_id__in=job_ids) | Q(pk__in=response_ids)
    )
    return quotes.filter(response_id__in=list(theirs.values_list("pk", flat=True))).update(words="")


@transaction.atomic
def still_said(quotes: Sequence[QuoteFacts]) -> tuple[QuoteFacts, ...]:
    """Those that nobody erased since they were drawn: looked up once more, while nobody erases."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ERASING])
    there = {one.response_id for one in said([(q.response_id, q.responded_at) for q in quotes]) if one.words}
    return tuple(one for one in quotes if one.response_id in there)
