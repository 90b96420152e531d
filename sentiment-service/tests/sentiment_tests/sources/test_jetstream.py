import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import httpx
import pytest
from sentiment.sources.definition import SourceKind
from sentiment.sources.jetstream import Jetstream
from sentiment.sources.runner import SourceRunner
from sentiment.sources.source import Fetch, SourceError, StateName
from shared.http.outgoing.target import Targets
from stack.testing import eventually

from .bluesky.frames import ADA, BEN, US, account, identity, like, post
from .bluesky.jetstream_server import JetstreamServer, streaming
from .surroundings import MemoryStore, Resolver, defined, local, now

HOUR = 3_600_000_000


def jetstream(
    url: str, targets: Targets | None = None, *, handed_on_every: float = 0.02, stale_after: float = 20
) -> Jetstream:
    definition = defined(SourceKind.JETSTREAM, url, name="bluesky")
    return Jetstream(definition, targets or local(), now, handed_on_every=handed_on_every, stale_after=stale_after)


async def failure(source: Jetstream, position: dict[str, Any] | None = None) -> tuple[list[Fetch], SourceError]:
    """What a connection gives until it ends, and why it does."""
    fetches: list[Fetch] = []

    async def read() -> None:
        async with aclosing(source.stream(position or {})) as stream:
            async for fetch in stream:
                fetches.append(fetch)  # noqa: PERF401 - those before the error count

    with pytest.raises(SourceError) as error:
        await read()
    return fetches, error.value


@asynccontextmanager
async def following(server: JetstreamServer, store: MemoryStore, host: str = "127.0.0.1") -> AsyncIterator[None]:
    """Follow a server for as long as the block runs."""
    source = jetstream(f"ws://{host}:{server.port}/subscribe")
    definition = defined(SourceKind.JETSTREAM, server.url, name="bluesky")
    task = asyncio.create_task(SourceRunner(definition, source, store, now).run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_posts_that_speak_of_crypto_are_handed_on_as_they_come() -> None:
    store = MemoryStore()
    log = [post(), post("Nice weather", key="2"), like(), identity()]
    async with streaming(JetstreamServer(log)) as server, following(server, store):
        await eventually(lambda: store.stored)
        await server.send(post("ETH!", key="3", at=5), b"rubbish", post("SOL or $SOL?", key="4", at=6))
        await eventually(lambda: len(store.stored) == 3)

    assert set(store.stored) == {f"{ADA}/3lb1", f"{ADA}/3", f"{ADA}/4"}
    assert server.asked[0] == {"wantedCollections": "app.bsky.feed.post"}
    assert store.is_in("bluesky", StateName.OK)
    assert store.positions["bluesky"] == {"host": f"127.0.0.1:{server.port}", "time_us": US + 6}


async def test_it_is_connected_before_anything_comes() -> None:
    store = MemoryStore()
    async with streaming(JetstreamServer()) as server, following(server, store):
        await eventually(lambda: store.is_in("bluesky", StateName.OK))

    assert store.states[0][1].next_attempt_at is None


async def test_deleted_posts_and_removed_accounts_leave() -> None:
    store = MemoryStore()
    log = [post(key="1"), post(key="2", at=1), post(key="3", did=BEN, at=2), post(key="4", did=BEN, at=3)]
    async with streaming(JetstreamServer(log)) as server, following(server, store):
        await eventually(lambda: len(store.stored) == 4)
        await server.send(
            post(key="1", operation="delete", at=4), account(active=False, status="deleted", did=BEN, at=5)
        )
        await eventually(lambda: set(store.stored) == {f"{ADA}/2"})


@pytest.mark.parametrize("numbered", [False, True])
async def test_after_a_break_nothing_is_missing_and_repeats_change_nothing(numbered: bool) -> None:
    store = MemoryStore()
    log = [post(key=f"a{number}", at=number * 1_000_000) for number in range(5)]
    server = JetstreamServer(log, numbered=numbered, early_us=HOUR, first=7_000)
    async with streaming(server), following(server, store):
        await eventually(lambda: len(store.stored) == 5)
    server.log += [post(key=f"b{number}", at=(number - 10) * 1_000_000) for number in range(5)]  # times go back
    server.log += [post(key="c", at=9_000_000)]
    async with streaming(server), following(server, store):
        await eventually(lambda: f"{ADA}/c" in store.stored)

    assert len(store.stored) == 11
    before = US + 4_000_000
    assert server.asked[1]["cursor"] == ("6004" if numbered else str(before - 60_000_000))


async def test_a_suspension_that_is_repeated_after_a_break_does_not_remove_what_was_written_since() -> None:
    store = MemoryStore()
    log = [account(active=False, status="deactivated"), account(active=True, at=1), post(at=HOUR)]
    server = JetstreamServer(log, early_us=2 * HOUR)
    async with streaming(server):
        async with following(server, store):
            await eventually(lambda: store.stored)
        before = len(store.fetches)
        async with following(server, store):
            await eventually(lambda: any(fetch.items for fetch in store.fetches[before:]))

    assert len(server.asked) == 2
    assert len(store.stored) == 1


async def test_numbers_of_one_host_are_not_asked_for_at_another() -> None:
    store = MemoryStore()
    first = JetstreamServer([post(key="1")], numbered=True, first=9_000_000)
    async with streaming(first), following(first, store):
        await eventually(lambda: store.stored)
    assert store.positions["bluesky"]["sequence"] == 9_000_000
    second = JetstreamServer([post(key="1"), post(key="2", at=1)])
    async with streaming(second), following(second, store, host="other.example"):
        await eventually(lambda: len(store.stored) == 2)

    assert second.asked[0]["cursor"] == str(US - 60_000_000)
    assert store.positions["bluesky"] == {"host": f"other.example:{second.port}", "time_us": US + 1}
    assert second.headers == [f"other.example:{second.port}"]


async def test_a_host_that_numbers_anew_is_asked_by_time_and_nothing_is_missing() -> None:
    store = MemoryStore()
    server = JetstreamServer([post(key="1")], numbered=True, first=9_000_000)
    async with streaming(server), following(server, store):
        await eventually(lambda: store.stored)
    server.first = 1
    server.log.append(post(key="2", at=1_000_000))
    async with streaming(server), following(server, store):
        await eventually(lambda: len(store.stored) == 2)

    assert [asked["cursor"] for asked in server.asked[1:3]] == ["8999000", str(US - 60_000_000)]
    assert store.positions["bluesky"]["sequence"] == 2


async def test_what_was_read_before_a_connection_ended_is_handed_on() -> None:
    async with streaming(JetstreamServer([post()], closes=True)) as server:
        fetches, error = await failure(jetstream(server.url, handed_on_every=60))

    assert [len(fetch.items) for fetch in fetches] == [0, 1]
    assert error.reason == "the connection was closed (code 1000)"


async def test_a_connection_that_is_silent_is_given_up() -> None:
    async with streaming(JetstreamServer()) as server:
        _, error = await failure(jetstream(server.url, stale_after=0.2))

    assert error.reason == "silent for 0.2 s"


async def test_the_other_protocol_of_the_newer_hosts_is_named() -> None:
    message = {"$type": "message", "payload": {"$type": "network.bsky.jetstream.subscribeEvents#commit", "seq": 1}}
    async with streaming(JetstreamServer([message] * 30)) as server:
        _, error = await failure(jetstream(server.url))

    assert error.reason == "unreadable: not the frames of Jetstream's /subscribe"


@pytest.mark.parametrize(
    ("status", "headers", "reason"),
    [
        (HTTPStatus.FORBIDDEN, {}, "answered 403"),
        (HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": "360"}, "rate limit, retry in 6 min"),
        (HTTPStatus.OK, {}, "unreadable: no WebSocket"),
        (HTTPStatus.FOUND, {"Location": "wss://other.example/x"}, "unreadable: no WebSocket, or moved to another host"),
    ],
)
async def test_a_refused_handshake_is_a_reason(status: HTTPStatus, headers: dict[str, str], reason: str) -> None:
    async with streaming(JetstreamServer(refusal=(status, headers))) as server:
        _, error = await failure(jetstream(server.url))

    assert error.reason == reason
    assert error.retry_after == (timedelta(minutes=6) if headers.get("Retry-After") else None)


@pytest.mark.parametrize(
    ("url", "targets", "reason"),
    [
        ("ws://127.0.0.1:1/", local(), "no connection"),
        ("ws://news.example/", Targets(Resolver([["93.184.216.34"]])), "not a URL with https"),
        ("wss://news.example/", Targets(Resolver([["10.0.0.1"]])), "its host has an address that is not public"),
        ("wss://news.example/", Targets(Resolver([[]])), "its host cannot be found"),
    ],
)
async def test_nothing_is_opened_elsewhere_than_at_a_public_address(url: str, targets: Targets, reason: str) -> None:
    _, error = await failure(jetstream(url, targets))

    assert error.reason == reason


async def test_the_next_address_is_tried_where_nobody_listens_at_the_first() -> None:
    targets = Targets(Resolver([["127.0.0.2", "127.0.0.1"]]), allow_local=True)
    async with streaming(JetstreamServer([post()], closes=True)) as server:
        fetches, _ = await failure(jetstream(f"ws://news.example:{server.port}/subscribe", targets))

    assert len(fetches[-1].items) == 1


async def test_a_frame_of_any_size_costs_no_more_than_its_connection() -> None:
    async with streaming(JetstreamServer([post(), b"x" * 5_000_000])) as server:
        fetches, error = await failure(jetstream(server.url))

    assert error.reason.startswith("the connection was closed")
    assert sum(len(fetch.items) for fetch in fetches) == 1


async def test_a_flood_comes_in_bounded_pieces() -> None:
    """Ten thousand posts at once: no fetch holds more than it may, and none is lost."""
    log = [post(key=f"k{number}", at=number) for number in range(10_000)]
    seen = 0
    async with streaming(JetstreamServer(log)) as server, aclosing(jetstream(server.url).stream({})) as stream:
        async for fetch in stream:
            assert len(fetch.items) <= 500
            seen += len(fetch.items)
            if seen == len(log):
                break

    assert seen == len(log)


def test_a_url_of_the_list_is_asked_as_it_stands() -> None:
    source = jetstream("wss://jetstream.example/subscribe?compress=false")

    assert isinstance(source._url, httpx.URL)
    assert source._url.params["compress"] == "false"
