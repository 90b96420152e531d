#!/bin/sh
# Put the dashboard's files into a bucket behind a CDN: BUCKET=s3://name sh tools/deploy/pages.sh. The CDN serves the same host name as the
# gateway, and sends /api, /ws, /docs, /openapi.json and /asyncapi.json there: the refresh cookie is for that host alone.
# IMAGE holds the files (default: the one built here).
set -eu
bucket=${BUCKET:?names the bucket, s3://…}
image=${IMAGE:-tidemark/frontend:local}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

container=$(docker create "$image")
docker cp "$container:/srv/." "$folder" >/dev/null
docker rm "$container" >/dev/null
# The bucket's CDN compresses by itself.
find "$folder" \( -name '*.br' -o -name '*.gz' \) -delete

# First what the new page refers to; its files have names of their own, and those of older pages stay for who still has one open.
aws s3 sync --only-show-errors "$folder/assets" "$bucket/assets" --cache-control "public, max-age=31536000, immutable"
aws s3 sync --only-show-errors "$folder" "$bucket" --exclude "assets/*" --exclude index.html --cache-control no-cache
aws s3 cp --only-show-errors "$folder/index.html" "$bucket/index.html" --cache-control no-cache
echo "$bucket has the pages of $image"
