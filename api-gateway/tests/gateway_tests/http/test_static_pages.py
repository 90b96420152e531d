"""The dashboard's files, the documents, and their headers."""

import httpx
import pytest
from shared.clock import now_us

from ..conftest import Make
from ..servers import gateway


async def test_files_are_immutable_and_pages_are_not_cached(client: httpx.AsyncClient) -> None:
    file = await client.get("/assets/app-1a2b.js", headers={"Accept-Encoding": "identity"})
    page = await client.get("/dashboard")

    assert file.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert page.headers["cache-control"] == "no-cache"
    assert "Tidemark" in page.text


async def test_a_page_says_the_mode_where_its_scripts_can_read_it(client: httpx.AsyncClient) -> None:
    page, file = await client.get("/login"), await client.get("/assets/app-1a2b.js")
    again = await client.get("/login", headers={"If-None-Match": page.headers["etag"]})

    assert page.headers["server-timing"] == f'data-mode;desc="{page.headers["x-data-mode"]}"'
    assert again.headers["server-timing"] == page.headers["server-timing"]
    assert "server-timing" not in file.headers


@pytest.mark.parametrize("path", ["/", "/dashboard", "/coins/bitcoin", "/analytics?view=overview"])
async def test_routes_of_the_dashboard_answer_with_its_page(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)

    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"]


async def test_a_missing_file_is_no_page(client: httpx.AsyncClient) -> None:
    for path in ("/assets/gone", "/gone.js", "/../pyproject.toml", "/%2e%2e/pyproject.toml"):
        answer = await client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "path",
    [
        "/docs/x",
        "/openapi.json/x",
        "/asyncapi.json/",
        "/health",
        "/health/x",
        "/metrics/x",
        "/ws/x",
        "/API/market/coins",
        "/Api",
        "/api/nowhere",
        "/internal/x",
        "/.well-known/x",
    ],
)
async def test_a_wrong_path_below_one_for_programs_is_a_problem_and_not_the_dashboard(
    client: httpx.AsyncClient, path: str
) -> None:
    for method in ("GET", "HEAD"):
        answer = await client.request(method, path)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["cache-control"] == "no-store"


async def test_the_stream_without_a_handshake_says_what_to_do(client: httpx.AsyncClient) -> None:
    answer = await client.get("/ws")

    assert (answer.status_code, answer.json()["code"]) == (426, "upgrade_required")
    assert (answer.headers["upgrade"], answer.headers["connection"].lower()) == ("websocket", "upgrade")


async def test_a_compressed_file_is_sent_to_clients_that_accept_it(client: httpx.AsyncClient) -> None:
    for accepted, encoding in (("br, gzip", "br"), ("gzip", "gzip"), ("br;q=0", None), ("identity", None)):
        request = client.build_request("GET", "/assets/app-1a2b.js", headers={"Accept-Encoding": accepted})
        answer = await client.send(request, stream=True)
        assert answer.headers.get("content-encoding") == encoding
        assert answer.headers["vary"] == "Accept-Encoding"
        await answer.aclose()


async def test_a_page_that_has_not_changed_is_not_sent_again(client: httpx.AsyncClient) -> None:
    etag = (await client.get("/")).headers["etag"]
    answer = await client.get("/", headers={"If-None-Match": etag})

    assert (answer.status_code, answer.content) == (304, b"")


async def test_a_dashboard_that_is_not_built_is_a_problem_that_says_so(
    make_settings: Make, tmp_path_factory: pytest.TempPathFactory
) -> None:
    empty = tmp_path_factory.mktemp("empty")
    async with gateway(make_settings(frontend_dir=empty)) as address, httpx.AsyncClient(base_url=address) as client:
        answer = await client.get("/dashboard")
        assert (answer.status_code, answer.json()["code"]) == (503, "dashboard_not_built")
        (empty / "index.html").write_text("built")
        assert (await client.get("/dashboard")).text == "built"


async def test_pages_are_read_only(client: httpx.AsyncClient) -> None:
    for path in ("/dashboard", "/docs"):
        answer = await client.post(path)
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


async def test_the_document_and_its_page_are_served_and_need_no_script(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    page = await client.get("/docs")

    assert all(path.startswith("/api/") for path in document["paths"])
    assert "/api/market/prices/{coin_id}" in page.text
    assert "<script" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


async def test_head_has_the_headers_and_no_body(client: httpx.AsyncClient) -> None:
    answer = await client.head("/dashboard")

    assert answer.status_code == 200
    assert int(answer.headers["content-length"]) > 0
    assert answer.content == b""


async def test_the_reference_shows_bodies_fields_and_values(client: httpx.AsyncClient) -> None:
    page = (await client.get("/docs")).text

    assert 'Body: <a href="#LoginRequest">LoginRequest</a>' in page
    assert '<section id="CandleItem">' in page
    assert "<code>quote_volume</code>" in page
    assert "<code>complete</code> | <code>backfilled</code> | <code>partial</code>" in page
    assert "maximum <code>1000</code>" in page


@pytest.mark.parametrize("path", ["/openapi.json", "/asyncapi.json", "/docs"])
async def test_a_document_is_compressed_and_not_sent_again(client: httpx.AsyncClient, path: str) -> None:
    for encoding in ("gzip", "br", "zstd"):
        request = client.build_request("GET", path, headers={"Accept-Encoding": encoding})
        answer = await client.send(request, stream=True)
        assert answer.headers["content-encoding"] == encoding
        await answer.aclose()
    again = await client.get(path, headers={"If-None-Match": answer.headers["etag"], "Accept-Encoding": "zstd"})
    assert (again.status_code, again.content) == (304, b"")


async def test_the_time_is_the_server_s_and_not_kept(client: httpx.AsyncClient) -> None:
    before = now_us()
    answer = await client.get("/api/time")
    wrong = [await client.post("/api/time"), await client.get("/api/time?zone=UTC")]

    found = answer.json()
    assert before <= found["time_us"] <= now_us()
    assert (found["time"][-1], found["mode"], answer.headers["cache-control"]) == ("Z", "simulated", "no-store")
    assert [(one.status_code, one.json()["code"]) for one in wrong] == [
        (405, "method_not_allowed"),
        (400, "unknown_parameter"),
    ]
    assert (await client.head("/api/time")).content == b""
