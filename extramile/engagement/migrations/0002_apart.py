"""Answers apart from names, in the database itself.

The web role adds answers and can read none; it signs with a cell's key and can neither make nor change one;
it reads released tables and can write none. A released table is never changed, by nobody. The comment of a
table is what `core/postgres/web_role.py` grants; the policies say it once more, should a grant be given by
mistake.
"""

from django.db import migrations

RIGHTS = {
    "castballot": "INSERT",
    "castcomment": "INSERT",
    "spentballot": "INSERT",
    "cell": "SELECT",
    "cellkey": "SELECT",
    "participation": "SELECT",
    "releasedtable": "SELECT",
    "releasedgroup": "SELECT",
    "releasedfigure": "SELECT",
    "releasedcomment": "SELECT",
    "commentmessage": "SELECT, INSERT",
}
ADDED_BLINDLY = ("castballot", "castcomment", "spentballot")
FROZEN = ("releasedtable", "releasedgroup", "releasedfigure", "releasedcomment")


def _rights() -> str:
    return "\n".join(
        f"COMMENT ON TABLE engagement_{table} IS 'web role: {rights}';" for table, rights in RIGHTS.items()
    )


def _no_rights() -> str:
    return "\n".join(f"COMMENT ON TABLE engagement_{table} IS NULL;" for table in RIGHTS)


def _blind() -> str:
    return "\n".join(
        f"ALTER TABLE engagement_{table} ENABLE ROW LEVEL SECURITY;\n"
        f"CREATE POLICY added_blindly ON engagement_{table} FOR INSERT WITH CHECK (true);"
        for table in ADDED_BLINDLY
    )


def _seeing() -> str:
    return "\n".join(
        f"DROP POLICY added_blindly ON engagement_{table};\n"
        f"ALTER TABLE engagement_{table} DISABLE ROW LEVEL SECURITY;"
        for table in ADDED_BLINDLY
    )


def _freeze() -> str:
    return """
CREATE FUNCTION engagement_released_for_ever() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a released table is never changed' USING ERRCODE = 'restrict_violation';
END $$;
""" + "\n".join(
        f"CREATE TRIGGER released_for_ever BEFORE UPDATE OR DELETE ON engagement_{table}\n"
        "FOR EACH ROW EXECUTE FUNCTION engagement_released_for_ever();"
        for table in FROZEN
    )


def _thaw() -> str:
    return (
        "\n".join(f"DROP TRIGGER released_for_ever ON engagement_{table};" for table in FROZEN)
        + "\nDROP FUNCTION engagement_released_for_ever();"
    )


class Migration(migrations.Migration):
    dependencies = [("engagement", "0001_initial")]
    operations = [
        migrations.RunSQL(_rights(), _no_rights()),
        migrations.RunSQL(_blind(), _seeing()),
        migrations.RunSQL(_freeze(), _thaw()),
    ]
