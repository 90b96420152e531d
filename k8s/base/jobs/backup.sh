#!/bin/sh
# Dump the database into /backups, check that the dump can be read, and drop dumps older than KEEP_DAYS.
set -eu
PGPASSWORD=$(cat "${SECRETS:-/run/secrets/postgres}/postgres_password")
export PGPASSWORD
folder=${FOLDER:-/backups}
name=tidemark-$(date -u +%Y%m%dT%H%M%SZ).dump
trap 'rm -f "$folder/$name.part"' EXIT
pg_dump --format=custom --file="$folder/$name.part" --dbname="$PGDATABASE"
pg_restore --list "$folder/$name.part" > /dev/null
sync "$folder/$name.part"
mv "$folder/$name.part" "$folder/$name"
find "$folder" -name 'tidemark-*.dump' -mtime "+${KEEP_DAYS:-14}" -delete
echo "wrote $name: $(wc -c < "$folder/$name") bytes"
