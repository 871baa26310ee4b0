"""Refused rows are kept as they came, with customers' names and addresses: shown where files are looked after, and
emptied where a customer is erased. And what a job's extra columns hold (a number plate, a remark) the web role reads
through `intake_attributes_of` alone, where answers or imports are open: no page meets it by the way.
"""

from django.db import migrations

OPEN = """(SELECT 'imports' = ANY (string_to_array(current_setting('extramile.doors', true), ','))
                OR 'all' = current_setting('extramile.writes', true))"""
FORWARDS = """
ALTER TABLE intake_importproblem ENABLE ROW LEVEL SECURITY;
CREATE POLICY everything ON intake_importproblem USING (<open>);

COMMENT ON TABLE intake_job IS 'web role: SELECT but attributes, INSERT, UPDATE, DELETE';

CREATE FUNCTION intake_attributes(
    jobs bigint[], held boolean DEFAULT NOT has_column_privilege('intake_job', 'attributes', 'SELECT'))
RETURNS TABLE (id bigint, attributes jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF held AND NOT coalesce(<open> OR 'all' = current_setting('extramile.reads', true), false) THEN
        RAISE insufficient_privilege USING MESSAGE = 'nobody opened what the columns of jobs hold';
    END IF;
    RETURN QUERY SELECT job.id, job.attributes FROM intake_job job WHERE job.id = ANY (jobs);
END $$;
REVOKE EXECUTE ON FUNCTION intake_attributes(bigint[], boolean) FROM PUBLIC;
""".replace("<open>", OPEN)
BACKWARDS = """
DROP FUNCTION intake_attributes(bigint[], boolean);
COMMENT ON TABLE intake_job IS NULL;
DROP POLICY everything ON intake_importproblem;
ALTER TABLE intake_importproblem DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0004_slimmer_credits"), ("people", "0003_fence")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
