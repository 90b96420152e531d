"""What a browser asks before a page of another origin may send something."""

import httpx

from ..conftest import Make
from ..servers import gateway

GOOD = "https://desk.example"
PREFLIGHT = {"Origin": GOOD, "Access-Control-Request-Method": "POST"}


async def test_a_page_of_a_foreign_origin_is_refused_by_a_problem(make_settings: Make) -> None:
    async with gateway(make_settings(cors_origins=GOOD)) as address, httpx.AsyncClient(base_url=address) as client:
        refused = await client.options("/api/users/me", headers={**PREFLIGHT, "Origin": "https://evil.example"})
        method = await client.options("/api/users/me", headers={**PREFLIGHT, "Access-Control-Request-Method": "BREW"})

    assert (refused.status_code, refused.json()["code"]) == (403, "origin_refused")
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["request_id"] == refused.headers["x-request-id"]
    assert "origin" in refused.headers["vary"].lower()
    assert (method.status_code, "method" in method.json()["detail"]) == (403, True)


async def test_asking_in_advance_is_limited_like_any_request(make_settings: Make, somewhere: dict[str, str]) -> None:
    settings = make_settings(request_rate=0.1, request_burst=3, trusted_proxies="127.0.0.1", cors_origins=GOOD)
    async with gateway(settings) as address, httpx.AsyncClient(base_url=address, headers=somewhere) as client:
        answers = [await client.options("/api/users/me", headers=PREFLIGHT) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [200] * 3 + [429] * 2
    assert answers[0].headers["ratelimit"].startswith('"anonymous";r=2')
    assert answers[0].headers["access-control-allow-origin"] == GOOD
    assert int(answers[-1].headers["retry-after"]) >= 1
