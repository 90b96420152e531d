#!/bin/sh
# The platform on a cluster on this machine: `sh k8s/local.sh` makes a kind cluster (or uses minikube, with TOOL=minikube), builds the
# images, makes secrets, and deploys the overlay `local` with simulated markets. `sh k8s/local.sh down` deletes the cluster.
# Needs Docker with Compose, and kind or minikube; `make env` brings kubectl.
set -eu
cd "$(dirname "$0")/.."

tool=${TOOL:-kind}
name=tidemark
images="analytics frontend gateway market-data migrate portfolio sentiment simulator users"

case $tool in
    kind) context=kind-$name ;;
    minikube) context=$name ;;
    *) echo "TOOL is kind or minikube" >&2 && exit 2 ;;
esac

if [ "${1:-up}" = down ]; then
    if [ "$tool" = kind ]; then kind delete cluster --name $name; else minikube delete --profile $name; fi
    exit
fi

make env
kubectl=$PWD/.venv/bin/kubectl

# Network policies count only where something enforces them: kind's own network does, minikube's needs Calico.
if [ "$tool" = kind ]; then
    kind get clusters | grep -qx $name || kind create cluster --name $name --wait 120s
else
    minikube status --profile $name >/dev/null 2>&1 || minikube start --profile $name --cni calico --cpus 4 --memory 8g
fi

# PREBUILT=1: the images tidemark/…:local are there already.
[ -n "${PREBUILT:-}" ] || docker compose --profile simulated --profile tls build
for image in $images; do
    if [ "$tool" = kind ]; then
        kind load docker-image --name $name "tidemark/$image:local"
    else
        minikube image load --profile $name "tidemark/$image:local"
    fi
done

CONTEXT=$context .venv/bin/python -m deploy secrets
make deploy OVERLAY=local CONTEXT="$context"

echo "up; the dashboard is at http://127.0.0.1:8100/ while this runs:"
echo "  $kubectl --context $context --namespace tidemark port-forward service/gateway 8100:8100"
