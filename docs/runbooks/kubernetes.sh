# shellcheck shell=sh
# The runbooks' words on Kubernetes. NAMESPACE is the platform's. From the repository's root: . docs/runbooks/kubernetes.sh
NAMESPACE=${NAMESPACE:-tidemark}
_inside='import os, sys, urllib.request as r
port = sys.argv[2] if sys.argv[2:] else os.environ.get("INTERNAL_PORT", os.environ["PORT"])
print(r.build_opener(type("All", (r.HTTPErrorProcessor,), {"http_response": lambda _, asked, answer: answer}))
      .open(f"http://127.0.0.1:{port}{sys.argv[1]}").read().decode())'

state() { kubectl -n "$NAMESPACE" get pods -o wide; }
logs() { kubectl -n "$NAMESPACE" logs -l "app.kubernetes.io/name=$1" --tail "${2:-100}"; }
restart() { kubectl -n "$NAMESPACE" rollout restart "deployment/$1"; }
metrics() { kubectl -n "$NAMESPACE" exec "deployment/$1" -- python -c "$_inside" /metrics; }
health() { kubectl -n "$NAMESPACE" exec "deployment/$1" -- python -c "$_inside" /health/ready; }
api() { kubectl -n "$NAMESPACE" exec deployment/gateway -- python -c "$_inside" "$1" 8100; }
sql() {
    # shellcheck disable=SC2016 # the container's shell reads the file, and takes $0 for the query
    kubectl -n "$NAMESPACE" exec postgres-0 -- sh -c \
        'PGPASSWORD=$(cat /run/secrets/postgres/postgres_password) psql -U postgres -d tidemark -P pager=off -c "$0"' "$1"
}
dead_letters() {
    kubectl -n "$NAMESPACE" exec kafka-0 -- /opt/kafka/bin/kafka-console-consumer.sh --bootstrap-server localhost:9092 \
        --topic "$1" --from-beginning --timeout-ms 5000 --property print.headers=true
}
