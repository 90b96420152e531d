#!/bin/sh
# Run once by the image of PostgreSQL, when the data folder is new: a database and its owner, who is no superuser.
# The owner may make the services' roles and act as them: the migration job and the services log in with it.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$(cat /run/secrets/owner_password)" <<'SQL'
CREATE ROLE tidemark LOGIN CREATEROLE PASSWORD :'password';
ALTER ROLE tidemark SET createrole_self_grant = 'set, inherit';
CREATE DATABASE tidemark OWNER tidemark TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
SQL
