"""Bitcoin's closed minute candles, page by page, newest first. Needs GATEWAY_URL and TIDEMARK_API_KEY."""

import os
import time
from collections.abc import Iterator
from typing import Any

import httpx

PAGE = 50
PAGES = 3


def candles(api: httpx.Client) -> Iterator[dict[str, Any]]:
    cursor: str | None = None
    for _ in range(PAGES):
        page = read(api, {"interval": "1m", "limit": PAGE, **({"cursor": cursor} if cursor else {})})
        yield from page["items"]
        cursor = page["next"]
        if cursor is None:
            return


def read(api: httpx.Client, query: dict[str, str | int]) -> dict[str, Any]:
    while True:
        answer = api.get("/api/market/candles/bitcoin", params=query)
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
            time.sleep(float(answer.headers["Retry-After"]))
            continue
        if answer.is_error:
            problem = answer.json()
            message = f"{problem['code']}: {problem['detail']} (request {problem['request_id']})"
            raise SystemExit(message)
        page: dict[str, Any] = answer.json()
        return page


def main() -> None:
    headers = {"X-API-Key": os.environ["TIDEMARK_API_KEY"]}
    with httpx.Client(base_url=os.environ["GATEWAY_URL"], headers=headers, timeout=20) as api:
        for candle in candles(api):
            # Decimals are text: read them as Decimal, never as float.
            print(candle["open_time"], candle["close"], candle["volume"], candle["status"])


if __name__ == "__main__":
    main()
