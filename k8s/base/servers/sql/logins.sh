#!/bin/sh
# Run once, by the image, when the database is made: a login for each service, which may act as that service's role and as no other.
# The migration step makes the same roles where they are missing, and gives them their rights.
set -eu
for role in market_data analytics users portfolio sentiment; do
    psql -X -q -v ON_ERROR_STOP=1 -v role="$role" -v login="${role}_login" \
        -v password="$(cat "${SECRETS:-/run/secrets/postgres}/${role}_password")" \
        --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE :"role" NOLOGIN;
CREATE ROLE :"login" LOGIN PASSWORD :'password' IN ROLE :"role";
SQL
done
