"""Headers for browsers, and what pages of other origins may not do."""

from collections.abc import AsyncIterator

import httpx
import pytest
from gateway.settings import Settings
from pydantic import ValidationError

from ..accounts import Accounts
from ..conftest import Make
from ..servers import gateway

COOKIE = {"Cookie": "other=1; tidemark_refresh=tmr_1"}
GOOD = "https://good.example"
SAFE = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
}
EVERYWHERE = ["/", "/assets/app-1a2b.js", "/api/market/x", "/api/nowhere", "/api/users/me", "/docs", "/health/live"]


@pytest.fixture(scope="module")
async def strict(make_settings: Make) -> AsyncIterator[str]:
    settings = make_settings(cors_origins=GOOD, tls=True, body_limit=1_000)
    async with gateway(settings) as address:
        yield address


@pytest.mark.parametrize("path", EVERYWHERE)
async def test_every_answer_has_the_security_headers(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers

    assert {name: headers[name] for name in SAFE} == SAFE
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert "geolocation=()" in headers["permissions-policy"]
    assert "strict-transport-security" not in headers
    assert "server" not in headers


async def test_only_answers_over_tls_have_strict_transport_security(strict: str) -> None:
    async with httpx.AsyncClient(base_url=strict) as client:
        for path in EVERYWHERE:
            answer = await client.get(path)
            assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
        assert (await client.get("/api/market/x")).json()["headers"]["x-forwarded-proto"] == "https"


async def test_a_trusted_proxy_says_whether_it_was_tls(make_settings: Make) -> None:
    for trusted, told in (("127.0.0.1", True), ("", False)):
        async with gateway(make_settings(trusted_proxies=trusted)) as address, httpx.AsyncClient() as client:
            answer = await client.get(f"{address}/", headers={"X-Forwarded-Proto": "https"})
        assert ("strict-transport-security" in answer.headers) is told


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://own.example:444"},
        {"Origin": "http://own.example"},
        {"Origin": "https://own.example.evil.example"},
        {"Origin": "https://evil@own.example"},
        {"Origin": "*"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Referer": "https://own.example/"},
        {},
    ],
)
@pytest.mark.parametrize("path", ["refresh", "logout", "login"])
async def test_a_foreign_page_cannot_use_the_cookie(
    strict: str, accounts: Accounts, headers: dict[str, str], path: str
) -> None:
    accounts.asked.clear()
    async with httpx.AsyncClient(base_url=strict, headers={"Host": "own.example", **COOKIE}) as client:
        answer = await client.post(f"/api/users/{path}", headers=headers, json={"cookie": True})

    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_refused")
    assert accounts.asked == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://own.example"},
        {"Origin": "https://own.example:443"},
        {"Origin": GOOD},
        {"Sec-Fetch-Site": "same-origin"},
    ],
)
async def test_our_own_page_and_those_allowed_can(strict: str, headers: dict[str, str]) -> None:
    async with httpx.AsyncClient(base_url=strict, headers={"Host": "own.example", **COOKIE}) as client:
        assert (await client.post("/api/users/refresh", headers=headers)).status_code == 200


async def test_programs_without_a_cookie_need_no_origin(client: httpx.AsyncClient) -> None:
    assert (await client.post("/api/users/login", json={})).status_code == 200


async def test_an_allowed_origin_gets_credentials_and_another_nothing(strict: str) -> None:
    preflight = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    async with httpx.AsyncClient(base_url=strict) as client:
        good = await client.options("/api/users/me", headers={"Origin": GOOD, **preflight})
        assert (good.status_code, good.headers["access-control-allow-origin"]) == (200, GOOD)
        assert good.headers["access-control-allow-credentials"] == "true"
        for answer in (
            await client.options("/api/users/me", headers={"Origin": "https://evil.example", **preflight}),
            await client.get("/api/market/x", headers={"Origin": "https://evil.example"}),
        ):
            assert "access-control-allow-origin" not in answer.headers


async def test_a_wildcard_origin_gets_no_credentials(make_settings: Make) -> None:
    settings = make_settings(cors_origins="*")
    async with gateway(settings) as address, httpx.AsyncClient(base_url=address) as client:
        answer = await client.get("/api/market/x", headers={"Origin": "https://any.example"})
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in answer.headers
        refused = await client.post("/api/users/refresh", headers={"Origin": "https://any.example", **COOKIE})
        assert refused.json()["code"] == "csrf_refused"

    with pytest.raises(ValidationError, match="must be the only origin"):
        Settings.model_validate({"deployment": "local", "cors_origins": f"*,{GOOD}"})


async def test_an_oversized_body_is_refused_before_the_service_has_it(strict: str, accounts: Accounts) -> None:
    accounts.asked.clear()
    async with httpx.AsyncClient(base_url=strict) as client:
        answer = await client.post("/api/users/login", content=b"x" * 1_001)

    assert (answer.status_code, answer.json()["code"]) == (413, "content_too_large")
    assert accounts.asked == []
