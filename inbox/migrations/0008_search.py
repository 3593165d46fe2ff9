"""Search: what a word is, where words are looked up, and the function that does it."""

from django.db import migrations

from care.core.tenancy.search import Searched, SearchFunction

# Modules of Postgres that every packaging of it brings. They live in a schema of their own: what
# stands in `public` is ours. btree_gin lets an index of words begin with the organisation.
MODULES = """
    CREATE SCHEMA IF NOT EXISTS care_modules;
    CREATE EXTENSION IF NOT EXISTS btree_gin WITH SCHEMA care_modules;
    CREATE TEXT SEARCH CONFIGURATION care (COPY = pg_catalog.simple);
    DO $accents$ BEGIN
        IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'unaccent') THEN
            CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA care_modules;
            ALTER TEXT SEARCH CONFIGURATION care
                ALTER MAPPING FOR word, numword, hword, hword_part, hword_numpart, numhword
                WITH care_modules.unaccent, pg_catalog.simple;
        END IF;
    END $accents$;
"""

# Scripts that put no space between words, or write small words together with great ones: they are
# cut into overlapping pairs of characters, so that any two of them can be found.
UNSPACED = (
    r"\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\u0e00-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff"
    r"\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    r"\U00020000-\U0003ffff"
)
APART = (
    r"\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf"
    r"\u00d7\u00f7\u060c\u061b\u061f\u066a-\u066d\u06d4\u2000-\u206f\u20a0-\u20cf\u2e00-\u2e7f"
    r"\u3000-\u3004\u3006\u3008-\u303f\u30fb\ufe00-\ufe0f\ufffd"
)
PICTURES = r"\u2190-\u2bff\U0001f000-\U0001faff"
# What makes Postgres' own parser see addresses, numbers with signs and the like in plain text.
JOINTS = "-./@_:<&+~"

# The same for what is stored and for what is asked (`asked`). A pair that begins with the last
# character is stored, so that one character finds it as the beginning of a pair.
SPACED = f"""
    CREATE FUNCTION care_spaced(said text, asked boolean) RETURNS text
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 500
        AS $spaced$
        BEGIN
            IF octet_length(said) = length(said) THEN
                RETURN regexp_replace(said, '[{JOINTS}]+', ' ', 'g');
            END IF;
            said := normalize(said, NFKC);
            said := translate(said, 'أإآٱىةیکگ٠١٢٣٤٥٦٧٨٩ًٌٍَُِّْـ', 'ااااهيكك0123456789');
            said := regexp_replace(said, '[{APART}]+', ' ', 'g');
            said := regexp_replace(said, '([{PICTURES}])', ' \\1 ', 'g');
            IF said ~ '[{UNSPACED}]' THEN
                SELECT string_agg(
                    CASE WHEN part[1] ~ '^[{UNSPACED}]' THEN (
                        SELECT string_agg(one || coalesce(two, ''), ' ' ORDER BY n)
                        FROM (SELECT one, n, lead(one) OVER (ORDER BY n) AS two
                              FROM string_to_table(part[1], NULL) WITH ORDINALITY AS c (one, n)) p
                        WHERE NOT asked OR two IS NOT NULL OR n = 1)
                    ELSE part[1] END, ' ' ORDER BY place)
                INTO said
                FROM regexp_matches(said, '[{UNSPACED}]+|[^{UNSPACED}]+', 'g')
                    WITH ORDINALITY AS parts (part, place);
            END IF;
            RETURN said;
        END $spaced$;
    REVOKE ALL ON FUNCTION care_spaced FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION care_spaced TO care_app, care_search;
"""

# The costs tell the planner that making words of a text anew is dear beside reading an index.
WORDS = """
    CREATE FUNCTION care_words(said text) RETURNS tsvector
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 2000
        AS $words$ BEGIN
            RETURN to_tsvector('public.care'::regconfig,
                               public.care_spaced(left(said, 20000), false));
        END $words$;
    REVOKE ALL ON FUNCTION care_words FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION care_words TO care_app, care_search;
    CREATE FUNCTION care_asked(terms text[], without text[], beginnings boolean) RETURNS tsquery
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
        AS $asked$
        DECLARE
            term text; spaced text; one tsquery; whole tsquery := ''::tsquery;
        BEGIN
            FOREACH term IN ARRAY terms || without LOOP
                spaced := public.care_spaced(term, true);
                one := phraseto_tsquery('public.care'::regconfig, spaced);
                CONTINUE WHEN numnode(one) = 0;
                IF beginnings OR term LIKE '%*' OR length(btrim(spaced)) = 1 THEN
                    one := (one::text || ':*')::tsquery;
                END IF;
                IF term = ANY(without) THEN one := !!one; END IF;
                whole := whole && one;
            END LOOP;
            RETURN whole;
        END $asked$;
    REVOKE ALL ON FUNCTION care_asked FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION care_asked TO care_app, care_search;
"""

# Each of them is read by care_search() only. A short pending list: every search reads all of it.
INDEXES = """
    CREATE INDEX inbox_message_words ON inbox_message
        USING gin (organisation_id, care_words(text)) WITH (gin_pending_list_limit = 1024);
    CREATE INDEX inbox_note_words ON inbox_note
        USING gin (organisation_id, care_words(text)) WITH (gin_pending_list_limit = 1024);
    CREATE INDEX inbox_customer_words ON inbox_customer
        USING gin (organisation_id, care_words(display_name)) WITH (gin_pending_list_limit = 1024);
    CREATE INDEX inbox_identity_words ON inbox_identity
        USING gin (organisation_id, care_words(handle)) WITH (gin_pending_list_limit = 1024);
    CREATE INDEX inbox_message_newest ON inbox_message (organisation_id, sent_at DESC, id DESC)
        WHERE case_id IS NOT NULL;
"""
NO_INDEXES = """
    DROP INDEX inbox_message_words, inbox_note_words, inbox_customer_words, inbox_identity_words,
        inbox_message_newest;
"""

ARGUMENTS = (
    "brands bigint[]",  # that the member may see; null: all
    "terms text[]",
    "without text[]",
    "sender text[]",
    "states text[]",
    "channels bigint[]",
    "teams bigint[]",
    "owners bigint[]",
    "tags bigint[]",  # all of them on
    "noted boolean",
    "since timestamptz",
    "until timestamptz",
    "at_most integer",
)

# $1 organisation … in every statement below.
FITS = """
    c.organisation_id = $1 AND c.merged_into_id IS NULL
    AND ($2 IS NULL OR c.brand_id = ANY($2)) AND ($3 IS NULL OR c.state = ANY($3))
    AND ($4 IS NULL OR c.channel_id = ANY($4)) AND ($5 IS NULL OR c.team_id = ANY($5))
    AND ($6 IS NULL OR c.owner_id = ANY($6)) AND ($7 IS NULL OR c.customer_id = ANY($7))
    AND ($8 IS NULL OR (SELECT count(DISTINCT t.tag_id) FROM inbox_tagging t
            WHERE t.organisation_id = c.organisation_id AND t.case_id = c.id
              AND t.tag_id = ANY($8) AND t.undone_at IS NULL) = cardinality($8))
    AND (NOT $9 OR EXISTS (SELECT FROM inbox_note n
            WHERE n.organisation_id = c.organisation_id AND n.case_id = c.id))
"""
MESSAGES = f"""
    SELECT m.case_id, m.id AS message_id, NULL::bigint AS note_id, m.sent_at AS at
    FROM {{messages}} m JOIN inbox_case c ON c.organisation_id = $1 AND c.id = m.case_id
    WHERE {{where}} AND ($11 IS NULL OR m.sent_at >= $11) AND ($12 IS NULL OR m.sent_at < $12)
      AND {FITS} ORDER BY m.sent_at DESC, m.id DESC
"""
OF_WORDS = "m.organisation_id = $1 AND care_words(m.text) @@ $18"
# The index does not know which words stand side by side: that is looked at from the newest on, and
# only until enough is found.
FITTING = """(SELECT x.id, x.organisation_id, x.case_id, x.sent_at, x.text FROM inbox_message x
    WHERE x.organisation_id = $1 AND care_words(x.text) @@ $18
    ORDER BY x.sent_at DESC, x.id DESC OFFSET 0)"""
OF_CASES = "m.organisation_id = $1 AND m.case_id = ANY($13) AND ($14 OR care_words(m.text) @@ $10)"
# Some of the newest, and of these the fitting: `before_at` and `before_id` say where to go on.
NEWEST = """(SELECT x.id, x.organisation_id, x.case_id, x.sent_at, x.text
    FROM inbox_message x WHERE x.organisation_id = $1 AND x.case_id IS NOT NULL
    AND (x.sent_at, x.id) < ($15, $16) ORDER BY x.sent_at DESC, x.id DESC LIMIT $17 OFFSET 0)"""
NOTES = f"""
    SELECT n.case_id, NULL::bigint AS message_id, n.id AS note_id, n.at
    FROM inbox_note n JOIN inbox_case c ON c.organisation_id = $1 AND c.id = n.case_id
    WHERE n.organisation_id = $1 AND care_words(n.text) @@ $10
      AND ($11 IS NULL OR n.at >= $11) AND ($12 IS NULL OR n.at < $12)
      AND {FITS} ORDER BY n.at DESC, n.id DESC
"""
PEOPLE = f"""
    SELECT c.id AS case_id, NULL::bigint AS message_id, NULL::bigint AS note_id,
        c.last_message_at AS at
    FROM inbox_case c
    WHERE c.customer_id = ANY($13)
      AND ($11 IS NULL OR c.last_message_at >= $11) AND ($12 IS NULL OR c.last_message_at < $12)
      AND {FITS} ORDER BY c.last_message_at DESC, c.id DESC
"""
NAMED = """
    SELECT id FROM inbox_customer
    WHERE organisation_id = organisation AND care_words(display_name) @@ {names}
    UNION SELECT customer_id FROM inbox_identity
    WHERE organisation_id = organisation AND care_words(handle) @@ {names} LIMIT {most}
"""

GIVEN = "organisation, brands, states, channels, teams, owners, senders, tags, noted, words"
USING = f"USING {GIVEN}, since, until, few, wordless, before_at, before_id, step, loose, many"

# One way of asking is not fast for rare and common words alike. Few cases: their messages. A word
# that few messages hold: the index of words. One that many hold: messages from the newest on, until
# enough is found. A page is full after 60 cases; more are only counted, while there is time.
TAKE = """
    IF NOT hit.case_id = ANY(seen) THEN
        seen := seen || hit.case_id;
        case_id := hit.case_id; message_id := hit.message_id; note_id := hit.note_id;
        at := hit.at; cut := false;
        RETURN NEXT;
        EXIT WHEN cardinality(seen) >= at_most;
    END IF;
    IF cardinality(seen) >= 60 AND clock_timestamp() > started + interval '120 ms' THEN
        late := true;
        EXIT;
    END IF;
"""


def each(statement: str) -> str:
    return f"FOR hit IN EXECUTE $ask${statement}$ask$ {USING} LOOP {TAKE} END LOOP;"


DECLARE = """
    words tsquery := care_asked(terms, without, false);
    loose tsquery := regexp_replace(care_asked(terms, '{}', false)::text,
        ' <[-0-9]+> ', ' & ', 'g')::tsquery;
    many integer := CASE WHEN loose = words THEN 20000 ELSE 100000 END;
    names tsquery := care_asked(terms, '{}', true);
    wordless boolean := cardinality(terms) = 0 AND cardinality(without) = 0;
    senders bigint[]; few bigint[]; seen bigint[] := '{}'; hit record; late boolean := false;
    started timestamptz := clock_timestamp(); common boolean := true;
    before_at timestamptz := 'infinity'; before_id bigint := 0; step integer := 250;
"""

BODY = f"""
    IF numnode(words) = 0 AND NOT wordless THEN RETURN; END IF;
    IF cardinality(sender) > 0 THEN
        senders := ARRAY({NAMED.format(names="care_asked(sender, '{}', true)", most=500)});
    END IF;
    IF senders IS NOT NULL OR tags IS NOT NULL THEN
        EXECUTE $ask$SELECT array_agg(id) FROM (SELECT c.id FROM inbox_case c
            WHERE {FITS} AND ($7 IS NULL OR c.customer_id = ANY($7)) AND ($8 IS NULL OR c.id IN (
                SELECT t.case_id FROM inbox_tagging t WHERE t.organisation_id = $1
                AND t.tag_id = ANY($8) AND t.undone_at IS NULL)) LIMIT 801) found$ask$
            INTO few {USING};
        few := coalesce(few, '{{}}');
        IF cardinality(few) > 800 THEN few := NULL; END IF;
    END IF;
    IF few IS NULL AND cardinality(terms) > 0 THEN
        EXECUTE $ask$SELECT count(*) > $19 FROM (
            SELECT FROM inbox_message m WHERE {OF_WORDS} LIMIT $19 + 1) found$ask$
            INTO common {USING};
    END IF;
    IF few IS NOT NULL THEN
        {each(MESSAGES.format(messages="inbox_message", where=OF_CASES))}
    ELSIF NOT common THEN
        {each(MESSAGES.format(messages=FITTING, where="($10 = $18 OR care_words(m.text) @@ $10)"))}
    ELSE
        before_at := coalesce(until, before_at);
        PERFORM set_config('enable_bitmapscan', 'off', true);
        LOOP
            {each(MESSAGES.format(messages=NEWEST, where="($14 OR care_words(m.text) @@ $10)"))}
            EXIT WHEN late OR cardinality(seen) >= at_most;
            SELECT x.sent_at, x.id INTO before_at, before_id FROM inbox_message x
            WHERE x.organisation_id = organisation AND x.case_id IS NOT NULL
              AND (x.sent_at, x.id) < (before_at, before_id)
            ORDER BY x.sent_at DESC, x.id DESC OFFSET step - 1 LIMIT 1;
            EXIT WHEN NOT FOUND OR before_at < since;
            IF clock_timestamp() > started + interval '2500 ms' THEN
                late := true;
                EXIT;
            END IF;
            step := least(step * 2, 4000);
        END LOOP;
        PERFORM set_config('enable_bitmapscan', 'on', true);
    END IF;
    IF cardinality(terms) > 0 THEN
        seen := '{{}}';
        {each(NOTES)}
        few := ARRAY({NAMED.format(names="names", most=500)});
        seen := '{{}}';
        {each(PEOPLE)}
    END IF;
    IF late THEN
        case_id := NULL; message_id := NULL; note_id := NULL; at := NULL; cut := true;
        RETURN NEXT;
    END IF;
"""


class Migration(migrations.Migration):
    dependencies = [("inbox", "0007_channel_standing")]

    operations = [
        migrations.RunSQL(MODULES, "DROP TEXT SEARCH CONFIGURATION care"),
        migrations.RunSQL(SPACED, "DROP FUNCTION care_spaced"),
        migrations.RunSQL(WORDS, "DROP FUNCTION care_words; DROP FUNCTION care_asked"),
        migrations.RunSQL(INDEXES, NO_INDEXES),
        Searched(
            "inbox_case",
            columns=[
                *("brand_id", "channel_id", "customer_id", "team_id", "owner_id", "state"),
                *("merged_into_id", "last_message_at"),
            ],
        ),
        Searched("inbox_message", columns=["case_id", "sent_at", "text"]),
        Searched("inbox_note", columns=["case_id", "at", "text"]),
        Searched("inbox_tagging", columns=["case_id", "tag_id", "undone_at"]),
        Searched("inbox_customer", columns=["display_name"]),
        Searched("inbox_identity", columns=["customer_id", "handle"]),
        SearchFunction(
            "care_search",
            arguments=ARGUMENTS,
            returns="case_id bigint, message_id bigint, note_id bigint, at timestamptz, cut boolean",
            declare=DECLARE,
            body=BODY,
        ),
    ]
