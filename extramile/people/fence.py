"""Tell the database who is looking: the second fence, behind the `visible_to` of `people/access.py`.

A web process runs as a role for which customers' words, figures about people, and names and addresses have
row-level security (`core/postgres/web_role.py`; the policies stand in the rooms' migrations). As long as
nothing is told, nothing is seen. A page that forgets to ask what its visitor may see shows that all the same.

    open_for(user, today=, deeds=)   web/access.py, for every page behind a sign-in
    open_for_scope("responses")      web/api/auth.py, for a program with a key
    open_for_screen(unit_id)         the team screen of one unit
    close()                          web/fence.py, at the end of every request, whatever became of it

Customers need none of these: `store` names its one invitation to the database for its transaction. Workers
and the command line own the tables and are not held back. Without a web role (`is_on`), nothing is told.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from asgiref.local import Local
from django.conf import settings
from django.db import Error, connection
from psycopg.pq import TransactionStatus

from extramile.people.access import Deed, Visitor
from extramile.people.models import User

# What `fence_open` knows: all answers to read, all to write, and customers' names and addresses.
READS: Final = "reads"
WRITES: Final = "writes"
CUSTOMERS: Final = "customers"
# What `fence_open` does not know: doors of single tables, in the setting extramile.doors.
OUTBOX: Final = "outbox"
IMPORTS: Final = "imports"
EVIDENCE: Final = "evidence"
REPORTS: Final = "reports"  # to the board: drafts too, and to write them
BOARD: Final = "board"  # final ones

# A deed opens its own pages wider; on other pages the same person sees no more than their roles show.
BY_DEED: Final[dict[Deed, tuple[str, ...]]] = {
    Deed.EXPORT: (READS,),
    Deed.ERASE_CUSTOMERS: (READS, WRITES, CUSTOMERS),
    Deed.IMPORT: (IMPORTS,),
    Deed.MANAGE_PEOPLE: (IMPORTS,),
    Deed.SEE_OUTBOX: (OUTBOX,),
    Deed.STATE_STUDIES: (EVIDENCE,),
    Deed.READ_FINDINGS: (EVIDENCE,),
    Deed.WRITE_REPORTS: (REPORTS,),
    Deed.READ_REPORTS: (BOARD,),
}
BY_SCOPE: Final[dict[str, tuple[str, ...]]] = {
    "responses": (READS, WRITES),
    "customers": (READS, WRITES, CUSTOMERS),
    "jobs": (CUSTOMERS, IMPORTS),
    "people": (IMPORTS,),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What the database knows of this request."""

    viewer: int | None = None
    today: date | None = None
    doors: tuple[str, ...] = ()
    screen: int | None = None


_here = Local()


def is_on() -> bool:
    """Whether this process runs as the web role."""
    return bool(settings.DATABASE_ROLE)


def open_for(user: Visitor, *, today: date, deeds: Iterable[Deed] = ()) -> None:
    """What this person's roles show, and what the deeds of this page open."""
    if isinstance(user, User):
        doors = {door for deed in deeds for door in BY_DEED.get(deed, ())}
        tell(Told(viewer=user.pk, today=today, doors=tuple(sorted(doors))))


def open_for_scope(scope: str) -> None:
    if scope in BY_SCOPE:
        tell(Told(doors=BY_SCOPE[scope]))


def open_for_carriers() -> None:
    """What a mail provider tells of messages: its own door, with a secret of its own (web/mail/events.py)."""
    tell(Told(doors=(OUTBOX,)))


def open_for_screen(unit_id: int) -> None:
    tell(Told(screen=unit_id))


def tell(told: Told) -> None:
    if not is_on():
        return
    connection.ensure_connection()
    _here.told = told  # before: if this fails half-way, `close` still has something to do
    with connection.wrap_database_errors:
        connection.connection.execute(
            "SELECT fence_open(%s::bigint, %s::date, %s::text[], %s::bigint),"
            " set_config('extramile.doors', %s, false)",
            [told.viewer, told.today, list(told.doors), told.screen, ",".join(told.doors)],
        )


def told() -> Told | None:
    found: Told | None = getattr(_here, "told", None)
    return found


def close() -> None:
    """Forget who was looking. A connection that cannot forget is thrown away, not handed to the next."""
    if told() is None:
        return
    _here.told = None
    raw = connection.connection
    if raw is None or raw.closed:
        return
    if raw.info.transaction_status is TransactionStatus.ACTIVE:
        _throw_away(raw)
        return
    try:
        with connection.wrap_database_errors:
            raw.execute("SELECT fence_close(), set_config('extramile.doors', '', false)")
    except Error:
        _throw_away(raw)


def _throw_away(raw: Any) -> None:
    """The connection itself, not only Django's hold on it: a pool would lend it again."""
    raw.close()
    connection.close()


def during(told: Told, content: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces of an answer that is still being read when its view has returned. Closed half-way, this
    closes `content` first."""
    tell(told)
    try:
        yield from content
    finally:
        close()
