"""A second role for the web processes: it may do with a table what the table's comment says ("web role:
SELECT, INSERT": add to the audit trail, never change it; "SELECT but attributes, INSERT": every column but
that one), and everything where there is no such comment.
Where a table has row-level security, it sees what the policies let it see (people/fence.py: who is looking).

It is made and kept by whoever migrates. Where the login role may not make roles, the web processes go on
as the login role, and `extramile check` says so.
"""

from typing import Final

from django.db import DatabaseError, connection, transaction
from psycopg import sql

MARK: Final = "web role: "

RIGHTS: Final = {right: right for right in ("SELECT", "INSERT", "UPDATE", "DELETE")}
BUT: Final = "SELECT but "  # and the names of columns, with blanks between

LIMITED = """
SELECT c.relname, d.description
  FROM pg_description d JOIN pg_class c ON c.oid = d.objoid AND d.classoid = 'pg_class'::regclass
 WHERE d.objsubid = 0 AND c.relnamespace = 'public'::regnamespace AND d.description LIKE %s
 ORDER BY c.relname
"""

READY = """
SELECT NOT EXISTS (SELECT FROM unnest(%(tables)s::text[], %(rights)s::text[]) AS limited (name, rights)
                    CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS deed
                    WHERE has_table_privilege(%(role)s, name, deed)
                          <> (deed = ANY (string_to_array(rights, ', '))))
   AND NOT EXISTS (SELECT FROM pg_roles WHERE rolname = %(role)s AND (rolsuper OR rolbypassrls))
   AND NOT EXISTS (SELECT FROM pg_class
                    WHERE relispartition AND relkind = 'r' AND relnamespace = 'public'::regnamespace
                      AND has_table_privilege(%(role)s, oid, 'SELECT, INSERT, UPDATE, DELETE'))
   AND NOT EXISTS (SELECT FROM pg_proc WHERE pronamespace = 'public'::regnamespace
                      AND NOT has_function_privilege(%(role)s, oid, 'EXECUTE'))
"""


def name() -> str:
    return f"{connection.settings_dict['NAME']}_web"[:63]


def _exists(role: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_has_role(current_user, oid, 'MEMBER') FROM pg_roles WHERE rolname = %s", [role]
        )
        found = cursor.fetchone()
    return bool(found and found[0])


def _run(*statements: str, role: str) -> None:
    names = {
        "role": sql.Identifier(role),
        "database": sql.Identifier(str(connection.settings_dict["NAME"])),
    }
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(sql.SQL(statement).format(**names))


def _make(role: str) -> None:
    _run("CREATE ROLE {role} NOLOGIN", "GRANT {role} TO CURRENT_USER", role=role)


def _grant(role: str) -> None:
    _run(
        "GRANT USAGE ON SCHEMA public TO {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
        # What row-level security does not show, some functions show one piece of: see their migrations.
        "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role}",
        role=role,
    )
    for table, rights in limited().items():
        _limit(table, rights, role=role)
    for table in _partitions():
        _shut(table, role=role)


def limited() -> dict[str, str]:
    """Tables whose comment says what the web role may do with them: "SELECT, INSERT"."""
    with connection.cursor() as cursor:
        cursor.execute(LIMITED, [f"{MARK}%"])
        return {table: comment.removeprefix(MARK) for table, comment in cursor.fetchall()}


def _limit(table: str, rights: str, *, role: str) -> None:
    """A word that is no right raises: a comment is a promise, not free text."""
    names = {"table": sql.Identifier(table), "role": sql.Identifier(role)}
    granted = sql.SQL(", ").join(_right(table, right) for right in rights.split(", "))
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("REVOKE ALL ON {table} FROM PUBLIC, {role}").format(**names))
        cursor.execute(sql.SQL("GRANT {rights} ON {table} TO {role}").format(rights=granted, **names))


def _right(table: str, right: str) -> sql.Composable:
    if not right.startswith(BUT):
        return sql.SQL(RIGHTS[right])
    columns = _columns(table)
    hidden = set(right.removeprefix(BUT).split())
    if not hidden < columns:
        raise KeyError(right)
    shown = sql.SQL(", ").join(map(sql.Identifier, sorted(columns - hidden)))
    return sql.SQL("SELECT ({})").format(shown)


def _columns(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
            [table],
        )
        return {row[0] for row in cursor.fetchall()}


def _partitions() -> list[str]:
    """The partitions themselves: policies hold for whoever asks the whole table, not for these."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace"
        )
        return [row[0] for row in cursor.fetchall()]


def _shut(table: str, *, role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("REVOKE ALL ON {table} FROM {role}").format(
                table=sql.Identifier(table), role=sql.Identifier(role)
            )
        )


def shut(table: str) -> None:
    """Take a new partition from the web role, which is given every new table."""
    role = name()
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [role])
        there = cursor.fetchone() is not None
    if there:
        _shut(table, role=role)


def prepare() -> str:
    """Make the role and its rights; its name, or "" where this login may not make one."""
    role = name()
    try:
        with transaction.atomic():
            if not _exists(role):
                _make(role)
            _grant(role)
    except DatabaseError:
        return ""
    return role


def ready() -> bool:
    """Whether the role is there, cannot change the trail, and meets the policies wherever it looks."""
    if not _exists(name()):
        return False
    tables = limited()
    with connection.cursor() as cursor:
        cursor.execute(READY, {"role": name(), "tables": list(tables), "rights": list(tables.values())})
        found = cursor.fetchone()
    return bool(found and found[0])
