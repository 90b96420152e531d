# shellcheck shell=sh
# The runbooks' words where docker-compose.yml runs the platform. From the repository's root: . docs/runbooks/compose.sh
_inside='import os, sys, urllib.request as r
port = os.environ.get("INTERNAL_PORT", os.environ["PORT"])
print(r.build_opener(type("All", (r.HTTPErrorProcessor,), {"http_response": lambda _, asked, answer: answer}))
      .open(f"http://127.0.0.1:{port}{sys.argv[1]}").read().decode())'

state() { docker compose ps; }
logs() { docker compose logs --no-log-prefix --tail "${2:-100}" "$1"; }
restart() { docker compose restart "$1"; }
metrics() { docker compose exec -T "$1" python -c "$_inside" /metrics; }
health() { docker compose exec -T "$1" python -c "$_inside" /health/ready; }
api() { curl -s "http://127.0.0.1:${GATEWAY_PORT:-8100}$1"; }
sql() {
    # shellcheck disable=SC2016 # the container's shell reads the file, and takes $0 for the query
    docker compose exec -T postgres sh -c 'PGPASSWORD=$(cat /run/secrets/postgres_password) psql -U postgres -d tidemark -P pager=off -c "$0"' "$1"
}
dead_letters() {
    docker compose exec -T kafka /opt/kafka/bin/kafka-console-consumer.sh --bootstrap-server localhost:9092 \
        --topic "$1" --from-beginning --timeout-ms 5000 --property print.headers=true
}
