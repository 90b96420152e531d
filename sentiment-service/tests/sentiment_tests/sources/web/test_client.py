import gzip
import ssl
import zlib
from pathlib import Path

import httpx
import pytest
from sentiment.sources.source import SourceError
from sentiment.sources.web.client import WebClient
from shared.http.outgoing.target import Target, Targets

from ..surroundings import KEY, Resolver, local, web_client
from ..web_server import Reply, WebServer, serving
from .certificates import certified

SECRETS = {"X-Api-Key": KEY}


class BehindOnePort(Targets):
    """Accepts the test's own server at one port as if it were public; all else as ever."""

    def __init__(self, port: int) -> None:
        super().__init__(Resolver([["10.0.0.1"]]))
        object.__setattr__(self, "_port", port)

    async def find(self, url: httpx.URL) -> Target:
        if url.port == self._port:  # type: ignore[attr-defined] # set above
            return Target(url, ("127.0.0.1",))
        return await super().find(url)


async def reason(client: WebClient, url: str, *, secrets: dict[str, str] | None = None) -> str:
    with pytest.raises(SourceError) as error:
        await client.get(url, secrets=secrets or {})
    assert KEY not in str(error.value)
    return error.value.reason


async def test_what_is_asked_goes_to_the_address_with_the_hosts_name() -> None:
    async with serving(Reply("yes", headers={"ETag": '"1"'})) as server, web_client() as client:
        url = f"http://news.example:{server.port}/feed?a=1"
        answer = await client.get(url, parameters={"b": "2 3"}, headers={"Accept": "x"}, secrets=SECRETS)

    (asked,) = server.asked
    assert (answer.status, answer.body, answer.headers["etag"]) == (200, b"yes", '"1"')
    assert answer.url == f"http://news.example:{server.port}/feed"
    assert asked.query == {"a": "1", "b": "2 3"}
    assert asked.headers["host"] == f"news.example:{server.port}"
    assert (asked.headers["accept"], asked.headers["x-api-key"]) == ("x", KEY)


async def test_redirects_are_followed_and_one_for_good_is_noticed() -> None:
    async with serving() as server, web_client() as client:
        server.by_path = {
            "/a": [Reply(status=301, headers={"Location": "/b#part"})],
            "/b": [Reply(status=308, headers={"Location": f"{server.url}/c"})],
            "/c": [Reply("there")],
            "/d": [Reply(status=302, headers={"Location": "/c"})],
        }
        for_good, for_now = await client.get(f"{server.url}/a"), await client.get(f"{server.url}/d")

    assert (for_good.body, for_good.notice) == (b"there", f"moved to {server.url}/c")
    assert (for_now.body, for_now.notice, for_now.is_moved) == (b"there", None, True)


async def test_redirects_without_end_are_given_up() -> None:
    async with serving(Reply(status=302, headers={"Location": "/again"})) as server, web_client() as client:
        assert await reason(client, server.url) == "moved more than 5 times"

    assert len(server.asked) == 6


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("https://127.0.0.1/admin", "moved to https://127.0.0.1/admin: its host has an address that is not public"),
        ("https://169.254.169.254/x?y=1", "moved to https://169.254.169.254/x: its host has an address"),
        ("https://inside.example/", "moved to https://inside.example/: its host has an address that is not public"),
        ("http://news.example/", "moved to http://news.example/: not a URL with https"),
        ("file:///etc/passwd", "moved to file:///etc/passwd: not a URL with https"),
        ("https://me:secret@news.example/", "moved to https://news.example/: a URL with a user or a password"),
        ("http://[::1", "moved to what is no URL"),
    ],
)
async def test_a_redirect_into_private_places_is_refused_and_named(location: str, why: str) -> None:
    reply = Reply(status=301, headers={"Location": location})
    async with serving(reply) as server, web_client(BehindOnePort(server.port)) as client:
        said = await reason(client, server.url)

    assert said.startswith(why)
    assert "secret" not in said


async def test_what_is_connected_is_what_was_checked_not_what_the_name_leads_to_a_moment_later() -> None:
    resolver = Resolver([["127.0.0.1"], ["127.0.0.2"]])
    async with serving(Reply("yes")) as server, web_client(Targets(resolver, allow_local=True)) as client:
        await client.get(f"http://news.example:{server.port}/")

    assert (len(server.asked), resolver.asked) == (1, ["news.example"])


async def test_the_next_address_is_tried_where_nobody_listens_at_the_first() -> None:
    targets = Targets(Resolver([["127.0.0.2", "127.0.0.1"]]), allow_local=True)
    async with serving(Reply("yes")) as server, web_client(targets) as client:
        assert (await client.get(f"http://news.example:{server.port}/")).body == b"yes"


async def test_a_key_goes_to_its_own_host_only() -> None:
    async with serving(Reply("yes")) as other, serving() as server, web_client() as client:
        server.by_path = {
            "/away": [Reply(status=302, headers={"Location": f"{other.url}/"})],
            "/near": [Reply(status=302, headers={"Location": "/here"})],
            "/here": [Reply("yes")],
        }
        said = await reason(client, f"{server.url}/away", secrets=SECRETS)
        answer = await client.get(f"{server.url}/near", secrets=SECRETS)

    assert said == f"moved to {other.url}/: not followed with a key"
    assert (other.asked, answer.body) == ([], b"yes")


async def test_a_form_is_sent_and_not_sent_on() -> None:
    async with serving(Reply("{}"), Reply(status=307, headers={"Location": "/b"})) as server, web_client() as client:
        await client.post(server.url, {"grant_type": "client_credentials"}, headers={}, secrets=SECRETS)
        with pytest.raises(SourceError, match="not followed"):
            await client.post(server.url, {"a": "b"}, headers={}, secrets={})

    assert [asked.method for asked in server.asked] == ["POST", "POST"]
    assert server.asked[0].body == b"grant_type=client_credentials"


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"x" * (5 * 1024 * 1024 + 1)),
        Reply(endless=True),
        Reply(gzip.compress(bytes(200_000_000), 1), headers={"Content-Encoding": "gzip"}),
        Reply(zlib.compress(bytes(50_000_000)), headers={"Content-Encoding": "deflate"}),
    ],
    ids=["long", "endless", "gzip bomb", "deflate bomb"],
)
async def test_a_body_that_is_too_large_is_given_up(reply: Reply) -> None:
    async with serving(reply) as server, web_client() as client:
        assert await reason(client, server.url) == "too large: more than 5 MB"


async def test_a_packed_body_is_unpacked_and_what_follows_it_is_not_read() -> None:
    packed = gzip.compress(b"hello " * 1_000) + b"rubbish" * 100_000
    async with serving(Reply(packed, headers={"Content-Encoding": "gzip"})) as server, web_client() as client:
        assert (await client.get(server.url)).body == b"hello " * 1_000


@pytest.mark.parametrize(
    ("body", "coding", "why"),
    [
        (b"not packed", "gzip", "unreadable: not packed as it says"),
        (gzip.compress(b"hello " * 1_000, mtime=0)[:-20], "gzip", "unreadable: its packed body ends too early"),
        (b"\x0b\x02\x80", "br", "unreadable: packed as 'br', which was not asked for"),
    ],
    ids=["not packed", "cut off", "not asked for"],
)
async def test_a_body_that_is_packed_wrongly_is_named(body: bytes, coding: str, why: str) -> None:
    async with serving(Reply(body, headers={"Content-Encoding": coding})) as server, web_client() as client:
        assert await reason(client, server.url) == why


@pytest.mark.parametrize("reply", [Reply(silent=True), Reply(status=200, headers={"Content-Length": "9"})])
async def test_a_server_that_does_not_go_on_is_left(reply: Reply) -> None:
    async with serving(reply) as server, web_client(within_seconds=0.3) as client:
        said = await reason(client, server.url, secrets=SECRETS)

    assert said in ("no answer within 0.3 s", "no valid answer")


async def test_what_else_goes_wrong_is_said_in_words() -> None:
    async with web_client() as client:
        assert await reason(client, "http://127.0.0.1:1/") == "no connection"
        assert await reason(client, "http://[::1") == "not a URL"
        async with serving(Reply(status=999_999)) as server:
            assert await reason(client, server.url) == "no valid answer"
    async with web_client(Targets(Resolver([[]]))) as client:
        assert await reason(client, "https://news.example/") == "its host cannot be found"


async def test_a_key_that_no_header_can_hold_is_not_shown() -> None:
    async with serving(Reply("yes")) as server, web_client() as client:
        for key in (f"{KEY}\nHost: evil.example", f"{KEY}€"):
            assert await reason(client, server.url, secrets={"X-Api-Key": key}) == "no valid answer"

    assert server.asked == []


async def test_the_certificate_must_be_the_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, trusted = certified(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    async with serving(Reply("yes"), server=WebServer(context=context)) as server, web_client(local()) as client:
        assert (await client.get(f"https://news.example:{server.port}/")).body == b"yes"
        said = await reason(client, f"https://other.example:{server.port}/")

    assert said == "its certificate is not valid for its name"


async def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    context: ssl.SSLContext = certified(tmp_path)[0]
    async with serving(Reply("yes"), server=WebServer(context=context)) as server, web_client() as client:
        assert (
            await reason(client, f"https://news.example:{server.port}/") == "its certificate is not valid for its name"
        )


async def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(Reply("proxy")) as proxy, serving(Reply("yes")) as server:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        async with web_client() as client:
            assert (await client.get(server.url)).body == b"yes"

    assert proxy.asked == []
