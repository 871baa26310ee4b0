"""Words are found without accents, points and capitals; a whole company's at once.

`responses_plain` is what is looked for and looked in. Where PostgreSQL has pg_trgm, a step gives each month that
is over an index of it (`operations/indexing.py`): kept while answers come in, it would cost an import most of its
time. `responses_found` looks through one month for whoever calls, as the table's owner: behind row-level security
PostgreSQL uses no index for LIKE. It shows what the policies show of units, no more: a test holds the two together.
"""

from django.db import migrations

# Marks that stand on or below a letter: Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowel signs.
MARKS = r"\0300-\036F\0591-\05BD\05BF\05C1\05C2\05C4\05C5\05C7\064B-\065F\0670"

FORWARDS = (
    r"""
DO $$
DECLARE
    capitals text := '';
BEGIN
    SELECT ' COLLATE ' || quote_ident(collname) INTO capitals FROM pg_collation
     WHERE collnamespace = 'pg_catalog'::regnamespace AND collname IN ('pg_c_utf8', 'und-x-icu', 'C.utf8')
       AND collencoding IN (-1, 6)
     ORDER BY array_position(ARRAY['pg_c_utf8', 'und-x-icu', 'C.utf8']::name[], collname) LIMIT 1;
    EXECUTE format($function$
        CREATE FUNCTION responses_plain(words text) RETURNS text
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $body$
            SELECT CASE WHEN octet_length(words) = char_length(words) THEN lower(words COLLATE "C") COLLATE "C"
                   ELSE translate(lower(regexp_replace(normalize(words, NFD), U&'[<marks>]', '', 'g')%s), 'ς', 'σ')
                        COLLATE "C"
                   END
        $body$ $function$, coalesce(capitals, ''));
END $$;

DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
EXCEPTION WHEN OTHERS THEN
    RAISE NOTICE 'pg_trgm cannot be had here (%): searching reads every answer', SQLERRM;
END $$;

CREATE FUNCTION responses_between(OUT first timestamptz, OUT last timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT min(responded_at), max(responded_at) FROM responses_response
$$;
REVOKE EXECUTE ON FUNCTION responses_between() FROM PUBLIC;

CREATE FUNCTION responses_found(
    wanted text[], meant jsonb, since timestamptz, until timestamptz, most integer,
    held boolean DEFAULT row_security_active('responses_answer'))  -- asked of whoever calls
RETURNS TABLE (id bigint, responded_at timestamptz)
LANGUAGE plpgsql STABLE ROWS 50 SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    units bigint[] := CASE WHEN jsonb_typeof(meant -> 'units') = 'array'
                           THEN ARRAY (SELECT jsonb_array_elements_text(meant -> 'units')::bigint) END;
    longest text;
    conditions text := '';
BEGIN
    IF held AND coalesce(current_setting('extramile.reads', true), '') <> 'all'
       AND coalesce(current_setting('extramile.everywhere', true), '') <> 'yes' THEN
        units := ARRAY (SELECT seen FROM fence_units() AS seen WHERE units IS NULL OR seen = ANY (units));
    END IF;
    IF units IS NOT NULL THEN
        conditions := conditions || format(' AND r.unit_id = ANY (%L::bigint[])', units);
    END IF;
    IF meant ? 'first_day' THEN
        conditions := conditions || format(' AND r.day >= %L::date', meant ->> 'first_day');
    END IF;
    IF meant ? 'last_day' THEN
        conditions := conditions || format(' AND r.day <= %L::date', meant ->> 'last_day');
    END IF;
    IF meant ? 'low' THEN
        conditions := conditions || format(' AND r.score BETWEEN %L::int AND %L::int',
                                           meant ->> 'low', meant ->> 'high');
    END IF;
    IF meant ? 'questionnaire' THEN
        conditions := conditions || format(' AND r.questionnaire_id = %L::bigint', meant ->> 'questionnaire');
    END IF;
    IF meant ? 'channel' THEN
        conditions := conditions || format(' AND r.channel = %L', meant ->> 'channel');
    END IF;
    IF meant ? 'before' THEN
        conditions := conditions || format(' AND (r.responded_at, r.id) < (%L::timestamptz, %L::bigint)',
                                           meant ->> 'before', meant ->> 'before_id');
    END IF;
    wanted := ARRAY (SELECT replace(replace(replace(responses_plain(word), '\', '\\'), '%', '\%'), '_', '\_')
                       FROM unnest(wanted) AS word);
    SELECT word INTO longest FROM unnest(wanted) AS word ORDER BY length(word) DESC LIMIT 1;
    IF cardinality(wanted) > 1 THEN  -- the others may stand in another answer of the same response
        conditions := conditions || format(
            ' AND (SELECT responses_plain(string_agg(b.words, '' '')) FROM responses_answer b
                    WHERE b.response_id = r.id AND b.responded_at = r.responded_at AND b.words <> ''''
                      AND b.responded_at >= %L AND b.responded_at < %L) LIKE ALL (%L::text[])',
            since, until, ARRAY (SELECT '%' || word || '%' FROM unnest(wanted) AS word));
    END IF;
    RETURN QUERY EXECUTE format(
        'SELECT r.id, r.responded_at FROM responses_response r
          WHERE r.has_words AND r.responded_at >= %L AND r.responded_at < %L %s
            AND (r.id, r.responded_at) IN (
                SELECT a.response_id, a.responded_at FROM responses_answer a
                 WHERE a.words <> '''' AND responses_plain(a.words) LIKE %L
                   AND a.responded_at >= %L AND a.responded_at < %L)
          ORDER BY r.responded_at DESC, r.id DESC LIMIT %s',
        since, until, conditions, '%' || longest || '%', since, until, most);
END $$;
REVOKE EXECUTE ON FUNCTION responses_found(text[], jsonb, timestamptz, timestamptz, integer, boolean) FROM PUBLIC;
"""
).replace("<marks>", MARKS)

BACKWARDS = """
DO $$
DECLARE
    held regclass;
BEGIN
    FOR held IN SELECT oid::regclass FROM pg_class
                 WHERE relnamespace = 'public'::regnamespace AND relkind = 'i' AND relname LIKE '%\\_words\\_plain'
    LOOP
        EXECUTE format('DROP INDEX %s', held);
    END LOOP;
END $$;
DROP FUNCTION responses_found(text[], jsonb, timestamptz, timestamptz, integer, boolean);
DROP FUNCTION responses_between();
DROP FUNCTION responses_plain(text);
"""


class Migration(migrations.Migration):
    dependencies = [("responses", "0011_whose"), ("people", "0003_fence")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
