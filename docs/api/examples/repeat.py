"""Repeats what may be repeated, and nothing else: makes a portfolio, then reads the list of them.

A request that only reads is sent again after 502, 503, 504 and a broken connection; one that changes something only
with an Idempotency-Key, always the same. Needs GATEWAY_URL and TIDEMARK_API_KEY with portfolio:read and :write.
"""

import os
import time
import uuid
from typing import Any

import httpx

AWAY = {httpx.codes.BAD_GATEWAY, httpx.codes.SERVICE_UNAVAILABLE, httpx.codes.GATEWAY_TIMEOUT}
PAUSES = (0.2, 0.4, 0.8, 1.6, 3.2, 6.4)


def ask(api: httpx.Client, method: str, path: str, body: Any = None) -> Any:
    headers = {} if method == "GET" else {"Idempotency-Key": str(uuid.uuid4())}
    for pause in (*PAUSES, None):
        failure = ""
        try:
            answer = api.request(method, path, json=body, headers=headers)
        except httpx.TransportError as error:
            failure = repr(error)
        else:
            if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
                time.sleep(float(answer.headers["Retry-After"]))
                continue
            if answer.status_code not in AWAY:
                return read(answer)
            failure = f"{answer.status_code} {answer.json()['code']}"
        if pause is None:
            break
        print(f"{failure}, again in {pause} s", flush=True)
        time.sleep(pause)
    raise SystemExit(failure)


def read(answer: httpx.Response) -> Any:
    """What was answered. Any other error would be the same again: it is not repeated."""
    if answer.is_error:
        problem = answer.json()
        message = f"{problem['code']}: {problem['detail']} (request {problem['request_id']})"
        raise SystemExit(message)
    return answer.json()


def main() -> None:
    headers = {"X-API-Key": os.environ["TIDEMARK_API_KEY"]}
    with httpx.Client(base_url=os.environ["GATEWAY_URL"], headers=headers, timeout=20) as api:
        made = ask(api, "POST", "/api/portfolio", {"name": "Long term", "base_currency": "USD"})
        listed = ask(api, "GET", "/api/portfolio")["items"]
        print(sum(one["portfolio_id"] == made["portfolio_id"] for one in listed), "made", flush=True)


if __name__ == "__main__":
    main()
