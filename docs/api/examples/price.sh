#!/bin/sh
# Bitcoin's price with its sources. Needs GATEWAY_URL and TIDEMARK_API_KEY.
set -eu

curl --fail-with-body --silent --show-error \
  --header "X-API-Key: $TIDEMARK_API_KEY" \
  "$GATEWAY_URL/api/market/prices/bitcoin"
