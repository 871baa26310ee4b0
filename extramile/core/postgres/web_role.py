"""A second role for the web processes: it may add to the audit trail, never change or delete it.

It is made and kept by whoever migrates. Where the login role may not make roles, the web processes go on
as the login role, and `extramile check` says so.
"""

from django.db import DatabaseError, connection, transaction
from psycopg import sql

ADD_ONLY = ("core_auditentry",)


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
        *(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {{role}}" for table in ADD_ONLY),
        *(f"REVOKE ALL ON {table} FROM PUBLIC" for table in ADD_ONLY),
        role=role,
    )


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
    """Whether the role is there and cannot change the trail."""
    if not _exists(name()):
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege(%s, 'core_auditentry', 'INSERT')"
            " AND NOT has_table_privilege(%s, 'core_auditentry', 'UPDATE, DELETE, TRUNCATE')",
            [name(), name()],
        )
        found = cursor.fetchone()
    return bool(found and found[0])
