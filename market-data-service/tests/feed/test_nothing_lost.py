"""Kafka holds exactly the trades that the exchange sent: with kills, restarts, two ingesters, faulty sockets."""

from shared.clock import now_us
from shared.events import GapKind
from simulator.testing import Running
from stack.testing import eventually

from .conftest import MakeIngester, MakeSimulator
from .ingester import Published, ids_in_order, sent_trade_ids

VENUES = ("binance", "coinbase", "kraken")


async def all_are_live(topics: Published) -> None:
    async def live() -> bool:
        await topics.read()
        return all(topics.state(venue) == "live:None" for venue in VENUES)

    await eventually(live, timeout=60)


async def everything_is_published(simulator: Running, topics: Published, timeout: float = 60) -> None:
    """Stop the exchange, then wait until Kafka holds all trades that it sent, and no other."""
    await simulator.post("/control/generate", trades_per_second=0)
    await simulator.feed("finished")
    truth = sent_trade_ids(await simulator.truth())

    async def complete() -> bool:
        await topics.read()
        found = topics.trade_ids()
        missing = {id_: len(ids - found[id_]) for id_, ids in truth.items() if ids - found[id_]}
        assert not missing
        return True

    await eventually(complete, timeout=timeout)
    assert topics.trade_ids() == truth


async def test_trades_survive_three_kills_of_the_ingester(
    simulate: MakeSimulator, ingest: MakeIngester, topics: Published
) -> None:
    simulator = await simulate(rate=300.0)
    ingester = await ingest(simulator)
    await all_are_live(topics)
    for _ in range(3):
        await more_trades(topics, 300)
        await ingester.stop()
        await the_exchange_sends(simulator, 200)
        await ingester.start()

    await everything_is_published(simulator, topics)

    order = ids_in_order(topics.trades)
    assert all(ids == sorted(ids) for ids in order.values())
    assert any(trade.backfilled for trade in topics.trades)


async def the_exchange_sends(simulator: Running, count: int) -> None:
    enough = len(await simulator.truth()) + count

    async def sent() -> bool:
        return len(await simulator.truth()) >= enough

    await eventually(sent, timeout=60)


async def more_trades(topics: Published, count: int) -> None:
    enough = len(topics.trades) + count

    async def there() -> bool:
        return len((await topics.read()).trades) >= enough

    await eventually(there, timeout=60)


async def test_two_ingesters_publish_the_same_trades_also_when_one_is_killed(
    simulate: MakeSimulator, ingest: MakeIngester, topics: Published
) -> None:
    simulator = await simulate(rate=100.0)
    first = await ingest(simulator)
    await ingest(simulator, INGESTER_ID="market-ingest-2")
    await all_are_live(topics)
    await more_trades(topics, 200)
    await first.stop()

    await everything_is_published(simulator, topics)


async def test_a_killed_ingester_opens_no_hole_that_the_other_one_follows_through(
    simulate: MakeSimulator, ingest: MakeIngester, topics: Published
) -> None:
    simulator = await simulate(rate=200.0)
    first = await ingest(simulator)
    await ingest(simulator, INGESTER_ID="market-ingest-2")
    await both_are_resumed(topics)
    await more_trades(topics, 400)
    before = len(topics.gaps)
    for _ in range(2):
        await first.stop()
        await more_trades(topics, 400)
        await first.start()
        await both_are_resumed(topics)

    await everything_is_published(simulator, topics)
    assert [gap.gap_id for gap in topics.gaps[before:] if gap.kind is GapKind.HOLE] == []


async def both_are_resumed(topics: Published) -> None:
    since_us = now_us()
    ingesters = ("market-ingest", "market-ingest-2")

    async def resumed() -> bool:
        found = (await topics.read()).venues
        reports = [found.get(f"{venue}:{ingester}") for venue in VENUES for ingester in ingesters]
        return all(report is not None and report.resumed and report.as_of_us > since_us for report in reports)

    await eventually(resumed, timeout=60)


async def test_a_disturbed_socket_loses_no_trade(
    simulate: MakeSimulator, ingest: MakeIngester, topics: Published
) -> None:
    simulator = await simulate(rate=100.0)
    await ingest(simulator)
    await all_are_live(topics)
    for venue in VENUES:
        for fault, rate in (("skip_ids", 0.05), ("reorder", 0.1), ("duplicate", 0.1), ("garbage", 200)):
            await simulator.post("/control/faults", venue=venue, fault=fault, seconds=5, rate=rate)
    await more_trades(topics, 700)

    await everything_is_published(simulator, topics)
    assert all(topics.venues[f"{venue}:market-ingest"].unparsed > 0 for venue in VENUES)
