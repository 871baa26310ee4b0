"""What can go wrong with the program's own PostgreSQL, told with its remedy."""


class PostgresError(Exception):
    """PostgreSQL cannot be started or reached; the text says why and what to do."""
