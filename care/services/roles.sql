-- Care's roles and their rights in one database. Run it in that database as a superuser, as often
-- as you like, also twice at a time: it changes only what differs. It sets no password; a role cannot
-- sign in before you give it one (\password care_app).
--
--   createdb --encoding=UTF8 --template=template0 --locale-provider=builtin --builtin-locale=C.UTF-8 care
--   psql --dbname=care --file=roles.sql
--
-- (Postgres 16 has no builtin locale: leave those two options out there.)
--
-- care_owner     runs migrations and owns the tables; row security is forced on it too
-- care_app       everything else at run time; owns nothing and passes no wall
-- care_search    cannot sign in; owns the search functions
-- care_dispatch  cannot sign in; owns the functions that find due work across organisations
-- care_backup    reads everything, writes nothing

BEGIN;

-- Roles belong to the whole server: whoever runs this beside us, for another database too, waits.
-- Postgres would refuse the second one ("tuple concurrently updated").
LOCK TABLE pg_catalog.pg_authid IN SHARE UPDATE EXCLUSIVE MODE;

DO $roles$
DECLARE
    wanted record;
BEGIN
    FOR wanted IN
        SELECT * FROM (VALUES
            ('care_owner', 'LOGIN NOBYPASSRLS'),
            ('care_app', 'LOGIN NOBYPASSRLS'),
            ('care_search', 'NOLOGIN NOBYPASSRLS'),
            ('care_dispatch', 'NOLOGIN NOBYPASSRLS'),
            ('care_backup', 'LOGIN BYPASSRLS')
        ) AS role (name, attributes)
    LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name) THEN
            EXECUTE format('CREATE ROLE %I', wanted.name);
        END IF;
        EXECUTE format(
            'ALTER ROLE %I NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION INHERIT %s',
            wanted.name, wanted.attributes
        );
    END LOOP;
END
$roles$;

-- Migrations hand functions over with ALTER FUNCTION … OWNER TO, and change them after SET ROLE.
-- INHERIT FALSE keeps the policies written for these two roles from opening rows to care_owner.
GRANT care_search, care_dispatch TO care_owner WITH INHERIT FALSE, SET TRUE;

-- A backup needs every table and sequence, now and later.
GRANT pg_read_all_data TO care_backup;
ALTER ROLE care_backup SET default_transaction_read_only = on;

DO $database$
BEGIN
    EXECUTE format('ALTER DATABASE %I OWNER TO care_owner', current_database());
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO care_app', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO care_backup', current_database());
END
$database$;

-- Only care_owner creates. The two function owners need CREATE too: without it Postgres refuses
-- to give them a function, and nobody but care_owner can act as them.
ALTER SCHEMA public OWNER TO care_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO care_app, care_backup;
GRANT USAGE, CREATE ON SCHEMA public TO care_search, care_dispatch;

-- A function runs for those it is granted to. Postgres would let everybody run a new one, and
-- these run with their owners' rights.
ALTER DEFAULT PRIVILEGES FOR ROLE care_owner, care_search, care_dispatch
    REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

COMMIT;
