#!/bin/sh
# Replace the database by a dump of /backups: BACKUP names it, without it the newest one. All processes must be stopped before.
set -eu
PGPASSWORD=$(cat /run/secrets/postgres/password)
export PGPASSWORD
folder=${FOLDER:-/backups}
file=${BACKUP:-$(cd "$folder" && ls tidemark-*.dump | tail -n 1)}
pg_restore --list "$folder/$file" > /dev/null
used=$(psql -X -A -t -d postgres -c "SELECT count(*) FROM pg_stat_activity WHERE datname = '$PGDATABASE'")
if [ "$used" != 0 ]; then
    echo "$used connections still use $PGDATABASE: stop the processes first" >&2
    exit 1
fi
# Into a new database beside the old one, which is replaced only once all is there.
psql -X -q -v ON_ERROR_STOP=1 -d postgres -c "DROP DATABASE IF EXISTS ${PGDATABASE}_restored"
psql -X -q -v ON_ERROR_STOP=1 -d postgres -c "CREATE DATABASE ${PGDATABASE}_restored TEMPLATE template0"
pg_restore --exit-on-error --dbname="${PGDATABASE}_restored" "$folder/$file"
psql -X -q -v ON_ERROR_STOP=1 -d postgres -c "ALTER DATABASE $PGDATABASE RENAME TO ${PGDATABASE}_before_$(date -u +%Y%m%d%H%M%S)"
psql -X -q -v ON_ERROR_STOP=1 -d postgres -c "ALTER DATABASE ${PGDATABASE}_restored RENAME TO $PGDATABASE"
echo "restored $file"
