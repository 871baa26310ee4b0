"""A published version is frozen for ever: the database refuses to change or delete it."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION questionnaires_version_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'version % of questionnaire % is published and stays as it is: make the next one',
        OLD.number, OLD.questionnaire_id USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER version_is_frozen BEFORE UPDATE OR DELETE ON questionnaires_version
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION questionnaires_version_is_frozen();
"""
BACKWARDS = """
DROP TRIGGER version_is_frozen ON questionnaires_version;
DROP FUNCTION questionnaires_version_is_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
