#!/bin/sh
# Replace the database by a dump of /backups: BACKUP names it, without it the newest one. All processes must be stopped before.
# The dump's time goes into the file MADE_AT, for the container that lets the consumer groups read again what came since.
set -eu
PGPASSWORD=$(cat "${SECRETS:-/run/secrets/postgres}/postgres_password")
export PGPASSWORD
folder=${FOLDER:-/backups}
file=${BACKUP:-$(find "$folder" -name 'tidemark-*.dump' | sort | tail -n 1 | xargs basename)}
made_at=$(TZ=UTC pg_restore --list "$folder/$file" | sed -n 's/^; *Archive created at \([0-9-]*\) \([0-9:]*\) UTC$/\1T\2Z/p')
if [ -z "$made_at" ]; then
    echo "nothing is changed: $file is no backup" >&2
    exit 1
fi
sql() {
    psql -X -q -A -t -v ON_ERROR_STOP=1 -d postgres -c "$1"
}
# What watches the database may be cut off; whoever writes into it must have been stopped.
theirs="datname = '$PGDATABASE' AND usename = 'monitoring_login'"
used=$(sql "SELECT count(*) FROM pg_stat_activity WHERE datname = '$PGDATABASE' AND usename <> 'monitoring_login'")
if [ "$used" != 0 ]; then
    echo "$used connections still use $PGDATABASE: stop the processes first" >&2
    exit 1
fi
# The old one stays under another name until somebody drops it; if the dump cannot be read to its end, it comes back.
before=${PGDATABASE}_before_$(date -u +%Y%m%d%H%M%S)
sql "ALTER DATABASE $PGDATABASE WITH ALLOW_CONNECTIONS false"
sql "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE $theirs" > /dev/null
sql "ALTER DATABASE $PGDATABASE RENAME TO $before"
if ! pg_restore --create --exit-on-error --dbname=postgres "$folder/$file"; then
    sql "DROP DATABASE IF EXISTS $PGDATABASE"
    sql "ALTER DATABASE $before RENAME TO $PGDATABASE"
    sql "ALTER DATABASE $PGDATABASE WITH ALLOW_CONNECTIONS true"
    echo "nothing is changed: $file could not be restored" >&2
    exit 1
fi
echo "$made_at" > "${MADE_AT:-/restored/made-at}"
echo "restored $file of $made_at; the database before is $before"
