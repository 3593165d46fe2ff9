"""Grants on the floor, walls on the tenant tables, and the table of sign-in throttles."""

from django.db import migrations

from care.core.tenancy.wall import Wall

# Runs as care_owner, who owns the tables that later migrations make: care_app may use them all.
# TRUNCATE is not among it (it is not subject to row security), nor is the migrations' own table.
GRANTS = """
    GRANT USAGE ON SCHEMA public TO care_app, care_dispatch, care_search, care_backup;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO care_app;
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO care_app;
    REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM care_app;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public
        GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO care_app;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO care_app;
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO care_backup;
    GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO care_backup;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO care_backup;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON SEQUENCES TO care_backup;
"""

# The columns that django.core.cache.backends.db expects.
THROTTLE = """
    CREATE TABLE core_throttle (
        cache_key varchar(255) PRIMARY KEY,
        value text NOT NULL,
        expires timestamptz NOT NULL
    );
    CREATE INDEX core_throttle_expires ON core_throttle (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
        migrations.RunSQL(THROTTLE, "DROP TABLE core_throttle"),
        Wall("Member"),
        Wall("AuditEntry"),
    ]
