"""The proxy in front of a real server: what passes, what does not, and what it says when the service fails."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from stack.testing import eventually

from ..accounts import Accounts
from ..conftest import Make
from ..servers import Breaking, Service, gateway


async def test_a_request_reaches_the_service_without_api_and_with_its_query(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/market/coins/a%20b?limit=1&cursor=%3D%3D")

    assert answer.status_code == 200
    assert (answer.json()["path"], answer.json()["query"]) == ("/market/coins/a b", "limit=1&cursor=%3D%3D")


async def test_every_answer_has_its_id_its_mode_and_its_limits(client: httpx.AsyncClient) -> None:
    for path in ("/api/market/x", "/api/nowhere/x", "/dashboard", "/openapi.json"):
        answer = await client.get(path, headers={"X-Request-ID": "mine-1"})
        assert answer.headers["x-request-id"] == "mine-1"
        assert answer.headers["x-data-mode"] == "simulated"
        assert answer.headers["ratelimit-policy"] == '"anonymous";q=10000;w=1'
        assert answer.headers["ratelimit"].startswith('"anonymous";r=')


async def test_the_service_sees_the_id_and_the_client_but_no_identity_it_could_believe(
    client: httpx.AsyncClient,
) -> None:
    forged = {"X-User-Id": "42", "X-Forwarded-For": "1.2.3.4", "Connection": "keep-alive, X-Secret", "X-Secret": "1"}
    seen = (await client.get("/api/market/x", headers=forged | {"X-Request-ID": "r"})).json()["headers"]

    assert (seen["x-request-id"], seen["x-forwarded-for"], seen["x-forwarded-path"]) == (
        "r",
        "127.0.0.1",
        "/api/market/x",
    )
    assert not {"x-user-id", "x-secret"} & seen.keys()


async def test_a_path_that_no_header_could_hold_reaches_the_service(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/market/x%C2%A9")

    assert answer.json()["path"] == "/market/x©"


async def test_headers_of_one_hop_do_not_come_back(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/market/x")

    assert "x-hop" not in answer.headers.get("connection", "")


async def test_a_body_passes_and_a_large_one_is_refused(client: httpx.AsyncClient) -> None:
    assert (await client.post("/api/market/x", content=b"hello")).json()["body"] == "hello"

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 100_000

    for body in (b"x" * 2_000_000, pieces()):
        answer = await client.post("/api/market/x", content=body)
        assert (answer.status_code, answer.json()["code"]) == (413, "content_too_large")


async def test_a_file_to_import_may_be_larger(client: httpx.AsyncClient, accounts: Accounts) -> None:
    headers = {"X-API-Key": accounts.new_api_key("portfolio:write")[0], "Content-Type": "text/csv"}

    taken = await client.post("/api/portfolio/x/imports", content=b"x" * 2_000_000, headers=headers)
    refused = await client.post("/api/portfolio/x/transactions", content=b"x" * 2_000_000, headers=headers)

    assert (taken.status_code, refused.status_code) == (200, 413)


async def test_an_answer_streams(client: httpx.AsyncClient, service: tuple[Service, str]) -> None:
    service[0].release.clear()
    async with client.stream("GET", "/api/market/in-pieces") as answer:
        pieces = answer.aiter_bytes()
        assert await anext(pieces) == b"first"
        service[0].release.set()
        assert await anext(pieces) == b"second"


async def test_a_redirect_of_the_service_leads_through_the_gateway(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/market/moved")).headers["location"] == "/api/market/there"


BOTH = {"Authorization": "Bearer a", "X-API-Key": "b"}
ALL = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"


@pytest.mark.parametrize("headers", [{}, BOTH])
@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("TRACE", "/api/portfolio/no/such/route", ALL),
        ("PUT", "/api/portfolio/watchlists", "GET, HEAD, POST"),
        ("OPTIONS", "/api/portfolio/watchlists", "GET, HEAD, POST"),
        ("POST", "/api/market/prices/bitcoin", "GET, HEAD"),
        ("GET", "/api/users/login", "POST"),
    ],
)
async def test_a_method_that_a_path_lacks_is_refused_whatever_the_credentials(
    client: httpx.AsyncClient, headers: dict[str, str], method: str, path: str, allowed: str
) -> None:
    answer = await client.request(method, path, headers=headers)

    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)


async def test_two_credentials_are_refused_where_the_method_is_known(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/portfolio/watchlists", headers=BOTH, json={})

    assert (answer.status_code, answer.json()["code"]) == (400, "two_credentials")


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/api/nowhere/x", (404, "not_found")),
        ("GET", "/api", (404, "not_found")),
        ("TRACE", "/api/market/x", (405, "method_not_allowed")),
        ("GET", "/api/analytics/x", (503, "upstream_away")),
    ],
)
async def test_the_gateways_own_errors_are_problems(
    client: httpx.AsyncClient, service: tuple[Service, str], method: str, path: str, expected: tuple[int, str]
) -> None:
    service[0].asked.clear()
    answer = await client.request(method, path)

    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == expected
    assert problem["status"] == answer.status_code
    assert (problem["instance"], problem["request_id"]) == (path, answer.headers["x-request-id"])


async def test_a_service_that_does_not_answer_in_time_is_named(make_settings: Make) -> None:
    settings = make_settings(upstream_timeout=0.2)
    async with gateway(settings) as address, httpx.AsyncClient(base_url=address) as client:
        answer = await client.get("/api/market/slow")

    assert (answer.status_code, answer.json()["code"]) == (504, "upstream_timeout")
    assert answer.json()["detail"] == "The market service did not answer in 0.2 s"


@pytest.mark.parametrize(("method", "status", "requests"), [("GET", 200, 2), ("POST", 502, 1)])
async def test_only_requests_that_change_nothing_are_tried_again(
    make_settings: Make, method: str, status: int, requests: int
) -> None:
    breaking = Breaking()
    async with (
        breaking.serve() as upstream,
        gateway(make_settings(market_data_url=upstream)) as address,
        httpx.AsyncClient(base_url=address) as client,
    ):
        answer = await client.request(method, "/api/market/x")

    assert (answer.status_code, breaking.requests) == (status, requests)


async def test_a_foreign_page_may_ask_only_when_the_setting_names_it(make_settings: Make) -> None:
    settings = make_settings(cors_origins="https://good.example")
    async with gateway(settings) as address, httpx.AsyncClient(base_url=address) as client:
        good = await client.get("/api/market/x", headers={"Origin": "https://good.example"})
        bad = await client.get("/api/market/x", headers={"Origin": "https://bad.example"})

    assert good.headers["access-control-allow-origin"] == "https://good.example"
    assert "access-control-allow-origin" not in bad.headers


async def test_many_at_once_all_get_their_own_answer(client: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(client.get(f"/api/market/{number}") for number in range(50)))

    assert [answer.json()["path"] for answer in answers] == [f"/market/{number}" for number in range(50)]


async def test_it_is_ready_when_it_has_read_the_topics(client: httpx.AsyncClient) -> None:
    async def ready() -> bool:
        return (await client.get("/health/ready")).status_code == 200

    assert await eventually(ready)
