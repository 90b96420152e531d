#!/bin/sh
# Make the hashed locks again from the pyproject files. They name no host and no path of a machine.
#   sh tools/lock.sh          keep the locked versions where they still fit
#   sh tools/lock.sh --upgrade
set -eu
cd "$(dirname "$0")/.."

own=""
for name in tidemark-shared tidemark-market-data tidemark-analytics tidemark-users tidemark-portfolio tidemark-sentiment tidemark-gateway tidemark-stack tidemark-simulator tidemark-drill tidemark-bench tidemark-record tidemark-monitoring tidemark-deploy; do
    own="$own --no-emit-package $name"
done

lock() {
    target=$1
    shift
    # shellcheck disable=SC2086 # the words of $own and $upgrade are meant to be split
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --no-emit-find-links --no-header --no-annotate $own $upgrade --output-file "$target" "$@"
}

upgrade=${1:-}
services="shared/pyproject.toml market-data-service/pyproject.toml analytics-service/pyproject.toml user-service/pyproject.toml portfolio-service/pyproject.toml sentiment-service/pyproject.toml api-gateway/pyproject.toml"
# shellcheck disable=SC2086 # a list of files
lock requirements-dev.txt requirements-dev.in $services tools/*/pyproject.toml
# What ships is locked to the same versions as what was tested.
# shellcheck disable=SC2086 # a list of files
lock requirements.txt --constraints requirements-dev.txt $services
for service in market-data-service analytics-service user-service portfolio-service sentiment-service api-gateway; do
    lock "$service/requirements.txt" --constraints requirements-dev.txt "$service/pyproject.toml"
done
# What makes the sentiment model: torch alone is of gigabytes, so it is in no environment of the platform.
lock sentiment-service/training/requirements.txt --override sentiment-service/training/overrides.txt sentiment-service/training/requirements.in
