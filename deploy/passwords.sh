#!/bin/sh
# Run once by the postgres image, after care/services/roles.sql: the roles' passwords.
set -eu
psql --quiet --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" \
    --set=owner="$CARE_OWNER_PASSWORD" --set=app="$CARE_APP_PASSWORD" \
    --set=backup="$CARE_BACKUP_PASSWORD" <<'SQL'
ALTER ROLE care_owner PASSWORD :'owner';
ALTER ROLE care_app PASSWORD :'app';
ALTER ROLE care_backup PASSWORD :'backup';
SQL
