#!/bin/sh
# Run once by the image of PostgreSQL, when the data folder is new: the database and its owner, who is no superuser and
# migrates it, and a login for each service that may act as that service's role and as no other.
set -eu
secrets=${SECRETS:-/run/secrets}

psql -X -q -v ON_ERROR_STOP=1 -v password="$(cat "$secrets/tidemark_password")" <<'SQL'
CREATE ROLE tidemark LOGIN CREATEROLE PASSWORD :'password';
CREATE DATABASE tidemark OWNER tidemark TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
REVOKE CONNECT ON DATABASE tidemark FROM PUBLIC;
SQL

for role in market_data analytics users sentiment portfolio; do
    psql -X -q -v ON_ERROR_STOP=1 -v role="$role" -v login="${role}_login" \
        -v password="$(cat "$secrets/${role}_login_password")" <<'SQL'
CREATE ROLE :"role" NOLOGIN;
GRANT :"role" TO tidemark;
CREATE ROLE :"login" LOGIN PASSWORD :'password' IN ROLE :"role";
GRANT CONNECT ON DATABASE tidemark TO :"login";
SQL
done

psql -X -q -v ON_ERROR_STOP=1 -v password="$(cat "$secrets/monitoring_login_password")" <<'SQL'
CREATE ROLE monitoring_login LOGIN PASSWORD :'password' IN ROLE pg_monitor;
GRANT CONNECT ON DATABASE tidemark TO monitoring_login;
SQL
