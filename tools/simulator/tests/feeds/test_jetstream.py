"""Jetstream over a real socket: framing, cursor, filters, deletions, and what faults do to it."""

import asyncio
from typing import Any

import aiohttp
import pytest
from simulator.testing import Running, Simulate, Socket, simulated

PATH = "/feeds/jetstream/subscribe"
POSTS = "wantedCollections=app.bsky.feed.post"
QUIET = {"rate": 0, "news_seconds": 0, "news_past_days": 0}


async def delete(running: Running, path: str) -> None:
    async with running.http.delete(running.base + path) as answer:
        assert answer.status == 200


def is_post(message: Any) -> bool:
    return bool(message["kind"] == "commit" and message["commit"]["collection"] == "app.bsky.feed.post")


async def receive_post(socket: Socket, posted: Any) -> Any:
    return await socket.until(
        lambda message: is_post(message) and message["commit"]["rkey"] == posted["rkey"],
    )


async def read_until_silent(socket: Socket) -> None:
    while True:
        try:
            await socket.next(0.5)
        except TimeoutError:
            return


async def test_a_post_has_the_frame_of_version_one(simulate: Simulate) -> None:
    running = await simulate(**QUIET, posts_per_second=0)
    socket = await running.connect(f"{PATH}?{POSTS}")
    posted = await running.post("/control/posts", text="hello \u0000 world", language="de")
    message = await receive_post(socket, posted)

    assert set(message) == {"did", "time_us", "kind", "commit"}
    assert message["did"] == posted["did"]
    commit = message["commit"]
    assert set(commit) == {"rev", "operation", "collection", "rkey", "record", "cid"}
    assert commit["operation"] == "create"
    assert commit["record"]["text"] == "hello \u0000 world"
    assert commit["record"]["langs"] == ["de"]
    assert commit["record"]["createdAt"].endswith("Z")


async def test_a_deletion_and_a_removed_account_are_told(simulate: Simulate) -> None:
    running = await simulate(**QUIET, posts_per_second=0)
    socket = await running.connect(f"{PATH}?{POSTS}")
    posted = await running.post("/control/posts", text="a")
    await delete(running, f"/control/posts/{posted['did']}/{posted['rkey']}")
    await running.post("/control/accounts", did=posted["did"], status="takendown")
    messages = [await socket.next() for _ in range(3)]

    assert [message["kind"] for message in messages] == ["commit", "commit", "account"]
    assert messages[1]["commit"]["operation"] == "delete"
    assert messages[1]["commit"]["rkey"] == posted["rkey"]
    assert messages[2]["account"]["active"] is False
    assert messages[2]["account"]["status"] == "takendown"
    assert (await running.get("/control/posts"))["items"] == []


async def test_a_cursor_replays_what_was_and_without_one_it_is_not(simulate: Simulate) -> None:
    running = await simulate(**QUIET, posts_per_second=5)
    mine = await running.post("/control/posts", text="mine")
    cursor = mine["time_us"] - 60_000_000
    replaying = await running.connect(f"{PATH}?{POSTS}&cursor={cursor}")
    await receive_post(replaying, mine)
    times = [message["time_us"] for message in replaying.seen]

    assert len([message for message in replaying.seen if is_post(message)]) > 280
    assert times == sorted(times)
    assert times[0] >= cursor
    live = await running.connect(f"{PATH}?{POSTS}")
    assert (await live.next())["time_us"] > mine["time_us"]


async def test_what_a_cursor_replays_is_the_same_each_time(simulate: Simulate) -> None:
    running = await simulate(**QUIET, posts_per_second=5)
    mine = await running.post("/control/posts", text="mine")
    seen = []
    for _ in range(2):
        socket = await running.connect(f"{PATH}?cursor={mine['time_us'] - 20_000_000}")
        await receive_post(socket, mine)
        seen.append(socket.seen)

    assert seen[0] == seen[1]


async def test_filters_keep_other_records_out_but_never_accounts(simulate: Simulate) -> None:
    running = await simulate(**QUIET, posts_per_second=20)
    mine = await running.post("/control/posts", text="mine", did="did:plc:me")
    await running.post("/control/accounts", did="did:plc:me")
    cursor = f"cursor={mine['time_us'] - 3_000_000}"
    everything = await running.connect(f"{PATH}?{cursor}")
    likes = await running.connect(
        f"{PATH}?{cursor}&wantedCollections=app.bsky.graph.*&wantedCollections=app.bsky.feed.like"
    )
    one = await running.connect(f"{PATH}?{cursor}&wantedDids=did:plc:me")
    for socket in (everything, likes, one):
        await socket.until(lambda message: message["kind"] == "account" and message["did"] == "did:plc:me")

    collections = [{m["commit"]["collection"] for m in s.seen if m["kind"] == "commit"} for s in (everything, likes)]
    assert collections == [{"app.bsky.feed.post", "app.bsky.feed.like"}, {"app.bsky.feed.like"}]
    assert [message["kind"] for message in one.seen] == ["commit", "account"]


@pytest.mark.parametrize("query", ["cursor=soon", "compress=true", "&".join([POSTS] * 101)])
async def test_options_that_make_no_sense_are_refused(simulate: Simulate, query: str) -> None:
    running = await simulate(**QUIET)
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await running.connect(f"{PATH}?{query}")

    assert refused.value.status == 400


@pytest.mark.parametrize(("kind", "status"), [("401", 401), ("403", 403), ("429", 429), ("html", 200)])
async def test_a_refusal_ends_the_stream_and_answers_the_next_handshake(
    simulate: Simulate, kind: str, status: int
) -> None:
    running = await simulate(**QUIET)
    socket = await running.connect(PATH)
    fault = await running.post("/control/feed-faults", site="jetstream", fault=kind)
    assert await socket.end() == 1011
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await running.connect(PATH)
    assert refused.value.status == status

    await delete(running, f"/control/feed-faults/{fault['id']}")
    await (await running.connect(PATH)).next()


async def test_a_cut_leaves_no_close_frame(simulate: Simulate) -> None:
    running = await simulate(**QUIET)
    socket = await running.connect(PATH)
    await running.post("/control/feed-faults", site="jetstream", fault="cut")

    assert await socket.end() == 1006


async def test_after_silence_nothing_is_missing(simulate: Simulate) -> None:
    running = await simulate(**QUIET, posts_per_second=20)
    socket = await running.connect(PATH)
    await socket.next()
    fault = await running.post("/control/feed-faults", site="jetstream", fault="silent")
    mine = await running.post("/control/posts", text="mine")
    await read_until_silent(socket)
    last = socket.seen[-1]["time_us"]
    await delete(running, f"/control/feed-faults/{fault['id']}")
    again = await socket.next()

    assert last < mine["time_us"]
    assert again["time_us"] - last < 200_000
    await socket.until(lambda _: mine["rkey"] in {each["commit"]["rkey"] for each in socket.seen if is_post(each)})


async def test_broken_frames_are_broken(simulate: Simulate) -> None:
    running = await simulate(**QUIET, posts_per_second=20)
    await running.post("/control/feed-faults", site="jetstream", fault="broken_frames")
    socket = await running.connect(PATH)
    frame = await socket.text()

    assert frame.startswith('{"did"')
    assert not frame.endswith("}")


async def test_it_has_moved_to_where_it_answers(simulate: Simulate) -> None:
    running = await simulate(**QUIET)
    await running.post("/control/feed-faults", site="jetstream", fault="moved")
    async with running.http.get(f"{running.base}{PATH}?{POSTS}", allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (301, f"/feeds/moved/jetstream?{POSTS}")

    await (await running.connect("/feeds/moved/jetstream")).next()


async def test_a_bomb_is_deep_and_large(simulate: Simulate) -> None:
    running = await simulate(**QUIET, posts_per_second=0)
    await running.post("/control/feed-faults", site="jetstream", fault="bomb")
    socket = await running.connect(PATH)

    assert (await socket.text()).startswith("[[[[[[[[")
    assert len(await socket.text()) > 3_000_000


async def test_a_slow_stream_goes_on_where_it_is(simulate: Simulate) -> None:
    running = await simulate(**QUIET, posts_per_second=20)
    mine = await running.post("/control/posts", text="mine")
    await running.post("/control/feed-faults", site="jetstream", fault="slow")
    socket = await running.connect(f"{PATH}?cursor={mine['time_us'] - 1_000_000}")
    times = [(await socket.next(10))["time_us"] for _ in range(2)]

    assert 0 < times[1] - times[0] < 100_000


async def test_the_server_says_goodbye() -> None:
    async with aiohttp.ClientSession() as http:
        async with simulated(**QUIET) as running:
            ws = await http.ws_connect(running.base + PATH)
            reading = asyncio.create_task(read_to_the_end(ws))
        await reading

    assert ws.close_code == 1001


async def read_to_the_end(ws: aiohttp.ClientWebSocketResponse) -> None:
    async for _ in ws:
        pass
