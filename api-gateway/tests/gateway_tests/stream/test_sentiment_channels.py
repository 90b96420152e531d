"""Sentiment as a state of each coin, and the stories of all coins as one log."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from gateway.stream.channels.log_kinds import LOG_KINDS
from shared.events import DocumentV1, encode
from shared.kafka.topics import DOCUMENTS

from ..feed import Feed, feeding, sentiment, story
from ..listener import Listener, Message, listening
from .market import Market

MINUTE = 60_000_000


@pytest.fixture(scope="session")
async def feed(kafka_bootstrap: str) -> AsyncIterator[Feed]:
    async with feeding(kafka_bootstrap) as feed:
        yield feed


@pytest.fixture
async def listener(address: str) -> AsyncIterator[Listener]:
    async with listening(address) as listener:
        yield listener


@pytest.fixture
def coin() -> str:
    """Give a coin of this test alone, also on servers that outlive a run."""
    return f"c{uuid4().hex[:12]}"


async def told_of(listener: Listener, *stories: DocumentV1) -> list[Message]:
    """A message for each of some stories; those about others are passed over."""
    wanted = {str(one.story_id) for one in stories}
    found: list[Message] = []
    while len(found) < len(wanted):
        found += [one for one in await listener.updates("news", 1) if one["data"]["story_id"] in wanted]
    return found


def read(market: Market, *stories: DocumentV1) -> None:
    """Take records of the topic."""
    for one in stories:
        market.seq += 1
        market.store.on_log(LOG_KINDS[DOCUMENTS], market.seq, market.now, market.partition, encode(one))


async def test_a_sentiment_comes_as_snapshot_and_then_as_updates_that_only_grow(
    feed: Feed, listener: Listener, coin: str
) -> None:
    channel = f"sentiment:{coin}"
    await feed.put(sentiment(coin))
    shown = await listener.shown(channel)
    await feed.put(sentiment(coin, None))
    (update,) = await listener.updates(channel, 1)

    assert (shown["data"]["score"], shown["data"]["interval_95"]) == ("0.21", ["0.11", "0.31"])
    assert (update["data"]["score"], update["data"]["reason"], update["data"]["stale"]) == (None, "not_enough", False)
    assert update["seq"] > shown["seq"]


async def test_a_symbol_stands_for_the_coin_of_a_sentiment(listener: Listener) -> None:
    assert (await listener.subscribe("sentiment:BTC"))["channels"] == ["sentiment:bitcoin"]


async def test_a_story_comes_anew_with_each_change_until_it_is_deleted(feed: Feed, listener: Listener) -> None:
    story_id = uuid4()
    await listener.subscribe("news")
    await listener.next("snapshot", "news")
    seen: list[Message] = []
    for revision, sources in ((1, 1), (2, 3), (4, 0)):
        state = story(story_id, revision, sources=sources)
        await feed.put(state)
        seen += await told_of(listener, state)

    assert [(one["data"]["revision"], one["data"]["reach"], one["data"]["deleted"]) for one in seen] == [
        (1, 1, False),
        (2, 3, False),
        (4, 0, True),
    ]
    assert sorted({one["seq"] for one in seen}) == [one["seq"] for one in seen]
    assert (seen[-1]["data"]["title"], seen[-1]["data"]["documents"]) == ("", [])
    assert seen[0]["ts_event"] == seen[0]["data"]["published_at"]


async def test_stories_of_any_coins_that_were_missed_are_resumed_in_one_order(feed: Feed, address: str) -> None:
    first, *missed = [story(uuid4(), coins=coins) for coins in (("bitcoin",), ("ethereum",), (), ("bitcoin",))]
    async with listening(address) as before:
        await before.subscribe("news")
        await before.next("snapshot", "news")
        await feed.put(first)
        seq = (await told_of(before, first))[0]["seq"]
        stream = before.hello["stream"]
    await feed.put(*missed)
    async with listening(address) as after:
        await after.subscribe("news", resume={"stream": stream, "channels": {"news": seq}})
        found = await told_of(after, *missed)

    assert [one["data"]["story_id"] for one in found] == [str(one.story_id) for one in missed]
    assert seq < found[0]["seq"] < found[1]["seq"] < found[2]["seq"]


def test_an_older_state_of_a_story_does_not_replace_the_newer_one() -> None:
    market, story_id = Market(), uuid4()
    client, wire = market.connect()
    read(market, story(story_id, 3), story(uuid4()), story(story_id, 2))
    market.subscribe(client, "news")
    market.tick()

    (snapshot,) = wire.told()
    assert sorted(item["revision"] for item in snapshot["data"]["items"]) == [1, 3]
    assert snapshot["seq"] == 7


def test_a_coin_of_which_nothing_was_published_has_no_score_and_says_why() -> None:
    market = Market()
    client, wire = market.connect()
    market.subscribe(client, "sentiment:bitcoin")
    market.tick()

    data = wire.told()[0]["data"]
    assert (data["coin_id"], data["score"], data["interval_95"], data["model"]) == ("bitcoin", None, None, None)
    assert (data["stories"], data["stale"], data["reason"]) == (0, True, "no_data")


def test_a_sentiment_that_nobody_computes_anew_is_stale() -> None:
    market = Market()
    market.store.on_sentiment(6, sentiment("bitcoin", made_us=market.now))
    _, wire = market.connect("sentiment:bitcoin")
    market.now += 3 * MINUTE
    market.store.expire_states(market.now)
    market.tick()
    assert wire.told() == []

    market.now += 1
    market.store.expire_states(market.now)
    market.tick()
    market.store.on_sentiment(7, sentiment("bitcoin", made_us=market.now))
    market.tick()

    old, fresh = [update["messages"][0] for update in wire.told()]
    assert (old["data"]["stale"], fresh["data"]["stale"]) == (True, False)
    assert (old["data"]["score"], old["seq"], fresh["seq"]) == ("0.21", 13, 14)


def test_a_sentiment_that_was_old_before_the_gateway_began_is_stale_at_once() -> None:
    market = Market()
    market.store.on_sentiment(6, sentiment("bitcoin", made_us=market.now - 3 * MINUTE - 1))
    client, wire = market.connect()
    market.subscribe(client, "sentiment:bitcoin")
    market.tick()

    assert wire.told()[0]["data"]["stale"] is True
