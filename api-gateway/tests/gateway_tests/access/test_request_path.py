"""One path has one form, by which it is routed, checked and forwarded."""

import pytest
from gateway.access.request_path import normal_path
from hypothesis import given
from hypothesis import strategies as st

from ..accounts import Accounts
from ..http.connections.test_limited_protocol import connected


@pytest.mark.parametrize(
    ("given_path", "normal"),
    [
        ("/%61pi/market/x", "/api/market/x"),
        ("/api/market/coins/%e6%b5%8b", "/api/market/coins/%E6%B5%8B"),
        ("/api/market/x;y=1", "/api/market/x;y=1"),
        ("/api/market/a%20b", "/api/market/a%20b"),
        ("/", "/"),
        ("/a/", "/a/"),
    ],
)
def test_escapes_of_what_needs_none_are_undone(given_path: str, normal: str) -> None:
    assert normal_path(given_path) == normal


@pytest.mark.parametrize(
    "path",
    [
        "//api/market/x",
        "/api//market/x",
        "/api/./market/x",
        "/api/market/../users/me",
        "/api/market/%2e%2E/users/me",
        "/api/market%2fx",
        "/api%2Fmarket/x",
        "/api/market%5cx",
        "/api/market\\x",
        "/api/market/%00",
        "/api/market/x%0d%0aHost:y",
        "/api/market/%ff",
        "/api/market/%zz",
        "/api/market/%",
        "api/market",
        "",
    ],
)
def test_a_path_with_more_than_one_reading_is_none(path: str) -> None:
    assert normal_path(path) is None


@given(st.text(st.sampled_from("/.%25aAfF2eE5cC;\\x0"), max_size=20))
def test_the_normal_form_is_its_own_normal_form(path: str) -> None:
    normal = normal_path(f"/{path}")

    assert normal is None or normal_path(normal) == normal


async def test_an_escaped_prefix_leads_to_the_service_and_never_elsewhere(address: str) -> None:
    for target in ("/%61pi/market/x", f"{address}/%61%70i/market/x", "http://elsewhere.example/api/market/x"):
        async with connected(address) as (reader, writer):
            writer.write(f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            raw = await reader.read()
        assert raw.startswith(b"HTTP/1.1 200"), raw
        assert b'"path": "/market/x"' in raw


@pytest.mark.parametrize(
    "target", ["/%61pi@127.0.0.1:1/x", "/api/users/%6de", "/api/market/..%2fusers/me", "/api/market/%2e%2e/users/me"]
)
async def test_an_escaped_path_opens_nothing_that_the_plain_one_does_not(
    address: str, accounts: Accounts, target: str
) -> None:
    accounts.asked.clear()
    async with connected(address) as (reader, writer):
        writer.write(f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        raw = await reader.read()

    assert raw.split()[1] in (b"401", b"404", b"200")
    assert b"500" not in raw.split(b"\r\n")[0]
    assert accounts.asked == []
