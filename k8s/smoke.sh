#!/bin/sh
# Look at a cluster from outside, after k8s/local.sh: live prices through the gateway, nobody is root, nothing can be written, and what
# no policy allows is not reached. CONTEXT names the cluster.
set -eu
kubectl="${KUBECTL:-.venv/bin/kubectl} --context ${CONTEXT:-kind-tidemark} --namespace tidemark"

fail() {
    echo "$1" >&2
    exit 1
}

$kubectl port-forward service/gateway 18101:8100 >/dev/null &
forward=$!
trap 'kill $forward' EXIT

# A trade reaches the price within a moment, so that its time moves on.
price() {
    python3 -c 'import json, sys, urllib.request as u
print(json.load(u.urlopen("http://127.0.0.1:18101/api/market/prices/bitcoin", timeout=5))[sys.argv[1]])' "$1"
}
tries=0
until [ "$(price as_of 2>/dev/null || echo None)" != None ]; do
    tries=$((tries + 1))
    [ $tries -lt 60 ] || fail "no price after two minutes"
    sleep 2
done
first=$(price as_of)
sleep 5
[ "$(price as_of)" != "$first" ] || fail "the price of $first has not moved for 5 s"
echo "bitcoin $(price price) as of $(price as_of)"

for process in market-ingest market-recorder market-data analytics users portfolio sentiment gateway; do
    $kubectl exec "deployment/$process" --container=process -- python -c '
import os, sys
try:
    open("/written", "w")
except OSError:
    sys.exit(os.getuid() == 0)
sys.exit(1)' || fail "$process is root, or can write its root file system"
done
echo "no process is root, or can write its root file system"

# analytics needs no internet, and not users.
$kubectl exec deployment/analytics --container=process -- python -c '
import socket, sys
for address in (("users", 8104), ("1.1.1.1", 443)):
    try:
        socket.create_connection(address, 3)
    except OSError:
        continue
    sys.exit(f"{address} can be reached")' || fail "network policies are not enforced"
echo "what no policy allows is not reached"
