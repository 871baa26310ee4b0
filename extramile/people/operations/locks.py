"""Two imports at once, or an import and a move, take turns: the tree is changed by one at a time."""

from django.db import connection

ONE_AT_A_TIME = 7_203_114_001  # any number, as long as nobody else in this database uses it


def one_at_a_time() -> None:
    """Until the end of the transaction, nobody else changes the tree or imports people."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
