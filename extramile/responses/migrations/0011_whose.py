"""Whose an imported answer is, where its row says so: a keyed hash of the customer's number, so that erasing the
customer finds it. And an answer's own row there is found by the answer, when that is erased.

A response's numbers rise as rows come in: a few pages of BRIN tell where they are, at next to no cost to an
import. Whose it is most files do not say; those rows stand in no index.
"""

from django.db import migrations, models

FORWARDS = """
CREATE INDEX imported_response ON responses_importedresponse USING brin (response_id)
  WITH (pages_per_range = 16, autosummarize = on);
CREATE OR REPLACE FUNCTION responses_add(new_source bigint, moment timestamptz, new_rows jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    made_here bigint;
BEGIN
    WITH made AS (
        SELECT * FROM jsonb_to_recordset(new_rows) AS made (
            external_id text, at timestamptz, fingerprint text, unit bigint, questionnaire bigint,
            version bigint, channel text, language text, kind_of_work text, day date, score smallint,
            has_words boolean, attributes jsonb, answers jsonb, credits jsonb, employees bigint[],
            ticks text[], customer text)),
    once AS (
        INSERT INTO responses_importedresponse (source_id, external_id, response_id, responded_at,
               fingerprint, customer_key)
        SELECT new_source, external_id, nextval('responses_response_id_seq'), at,
               decode(fingerprint, 'hex'), decode(nullif(customer, ''), 'hex') FROM made
        ON CONFLICT (source_id, external_id) DO NOTHING
        RETURNING external_id, response_id AS id),
    new AS (SELECT once.id, made.* FROM once JOIN made USING (external_id)),
    response AS (
        INSERT INTO responses_response (id, responded_at, changed_at, completed_at, unit_id, questionnaire_id,
               version_id, channel, language, kind_of_work, day, score, has_words, attributes)
        SELECT id, at, moment, at, unit, questionnaire, version, channel, language,
               kind_of_work, day, score, has_words, attributes FROM new),
    answers AS (
        INSERT INTO responses_answer (response_id, responded_at, question, number, words, choices)
        SELECT new.id, new.at, a.question, a.number, a.words, a.choices
          FROM new, jsonb_to_recordset(new.answers)
               AS a (question text, number smallint, words text, choices text[])),
    credited AS (
        INSERT INTO responses_credit (response_id, responded_at, employee_id, team_id, share)
        SELECT new.id, new.at, c.employee, c.team, c.share
          FROM new, jsonb_to_recordset(new.credits) AS c (employee bigint, team bigint, share numeric)),
    change AS (
        INSERT INTO responses_responsechange (response_id, responded_at, unit_id, employees, day,
               questionnaire_id, channel, is_new, is_removed, after_score, before_ticks, after_ticks)
        SELECT id, at, unit, employees, day, questionnaire, channel, true, false, score, '{}', ticks
          FROM new)
    SELECT count(*) INTO made_here FROM once;
    RETURN made_here;
END $$;
"""

BACKWARDS = """
DROP INDEX imported_response;
CREATE OR REPLACE FUNCTION responses_add(new_source bigint, moment timestamptz, new_rows jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    made_here bigint;
BEGIN
    WITH made AS (
        SELECT * FROM jsonb_to_recordset(new_rows) AS made (
            external_id text, at timestamptz, fingerprint text, unit bigint, questionnaire bigint,
            version bigint, channel text, language text, kind_of_work text, day date, score smallint,
            has_words boolean, attributes jsonb, answers jsonb, credits jsonb, employees bigint[],
            ticks text[])),
    once AS (
        INSERT INTO responses_importedresponse (source_id, external_id, response_id, responded_at,
               fingerprint)
        SELECT new_source, external_id, nextval('responses_response_id_seq'), at,
               decode(fingerprint, 'hex') FROM made
        ON CONFLICT (source_id, external_id) DO NOTHING
        RETURNING external_id, response_id AS id),
    new AS (SELECT once.id, made.* FROM once JOIN made USING (external_id)),
    response AS (
        INSERT INTO responses_response (id, responded_at, changed_at, completed_at, unit_id, questionnaire_id,
               version_id, channel, language, kind_of_work, day, score, has_words, attributes)
        SELECT id, at, moment, at, unit, questionnaire, version, channel, language,
               kind_of_work, day, score, has_words, attributes FROM new),
    answers AS (
        INSERT INTO responses_answer (response_id, responded_at, question, number, words, choices)
        SELECT new.id, new.at, a.question, a.number, a.words, a.choices
          FROM new, jsonb_to_recordset(new.answers)
               AS a (question text, number smallint, words text, choices text[])),
    credited AS (
        INSERT INTO responses_credit (response_id, responded_at, employee_id, team_id, share)
        SELECT new.id, new.at, c.employee, c.team, c.share
          FROM new, jsonb_to_recordset(new.credits) AS c (employee bigint, team bigint, share numeric)),
    change AS (
        INSERT INTO responses_responsechange (response_id, responded_at, unit_id, employees, day,
               questionnaire_id, channel, is_new, is_removed, after_score, before_ticks, after_ticks)
        SELECT id, at, unit, employees, day, questionnaire, channel, true, false, score, '{}', ticks
          FROM new)
    SELECT count(*) INTO made_here FROM once;
    RETURN made_here;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("responses", "0010_of_employee")]
    operations = [
        migrations.AddField("importedresponse", "customer_key", models.BinaryField(max_length=16, null=True)),
        migrations.AddIndex(
            "importedresponse",
            models.Index(
                fields=["customer_key"],
                name="imported_customer",
                condition=models.Q(customer_key__isnull=False),
            ),
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
