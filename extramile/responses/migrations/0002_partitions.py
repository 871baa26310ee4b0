"""The partitioned tables. Django does not make partitions, so the statements stand here themselves.

Every table has a default partition, so that an answer is never refused because a month is
missing; `responses.operations.make_partitions` keeps the months ahead of time.
"""

from django.db import migrations

FORWARDS = """
CREATE SEQUENCE responses_response_id_seq AS bigint;
CREATE TABLE responses_response (
    id bigint NOT NULL DEFAULT nextval('responses_response_id_seq'),
    responded_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    completed_at timestamptz,
    invitation_id bigint,
    job_id bigint,
    unit_id bigint NOT NULL,
    questionnaire_id bigint NOT NULL,
    version_id bigint NOT NULL,
    channel varchar(12) NOT NULL,
    language varchar(16) NOT NULL,
    kind_of_work text NOT NULL DEFAULT '',
    day date NOT NULL,
    asked_on date,
    score smallint CHECK (score BETWEEN 0 AND 10),
    has_words boolean NOT NULL DEFAULT false,
    attributes jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (id, responded_at),
    UNIQUE (invitation_id, responded_at)
) PARTITION BY RANGE (responded_at);
ALTER SEQUENCE responses_response_id_seq OWNED BY responses_response.id;
CREATE INDEX response_unit_newest ON responses_response (unit_id, responded_at DESC);
CREATE INDEX response_job ON responses_response (job_id) WHERE job_id IS NOT NULL;
CREATE TABLE responses_response_default PARTITION OF responses_response DEFAULT;

CREATE SEQUENCE responses_credit_id_seq AS bigint;
CREATE TABLE responses_credit (
    id bigint NOT NULL DEFAULT nextval('responses_credit_id_seq'),
    response_id bigint NOT NULL,
    responded_at timestamptz NOT NULL,
    employee_id bigint NOT NULL,
    team_id bigint NOT NULL,
    share numeric(5,4) NOT NULL DEFAULT 1,
    PRIMARY KEY (response_id, employee_id, responded_at)
) PARTITION BY RANGE (responded_at);
ALTER SEQUENCE responses_credit_id_seq OWNED BY responses_credit.id;
CREATE INDEX credit_employee_newest ON responses_credit (employee_id, responded_at DESC);
CREATE TABLE responses_credit_default PARTITION OF responses_credit DEFAULT;

CREATE SEQUENCE responses_answer_id_seq AS bigint;
CREATE TABLE responses_answer (
    id bigint NOT NULL DEFAULT nextval('responses_answer_id_seq'),
    response_id bigint NOT NULL,
    responded_at timestamptz NOT NULL,
    question text NOT NULL,
    number smallint,
    words text NOT NULL DEFAULT '',
    choices text[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (response_id, question, responded_at)
) PARTITION BY RANGE (responded_at);
ALTER SEQUENCE responses_answer_id_seq OWNED BY responses_answer.id;
CREATE TABLE responses_answer_default PARTITION OF responses_answer DEFAULT;
"""

BACKWARDS = """
DROP TABLE responses_answer;
DROP TABLE responses_credit;
DROP TABLE responses_response;
"""


class Migration(migrations.Migration):
    dependencies = [("responses", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
