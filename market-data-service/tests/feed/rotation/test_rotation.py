"""A connection is replaced while it delivers: no gap, no state but live, no trade lost, whatever fails meanwhile."""

from collections.abc import Callable

from shared.events import GapKind
from simulator.testing import Running
from stack.testing import eventually

from ..conftest import MakeIngester, MakeSimulator
from ..ingester import IngesterProcess, Published
from ..test_nothing_lost import VENUES, all_are_live, everything_is_published

PATIENCE_S = 60


class Watch:
    """The simulator's connections, and every state and gap that is published while a test runs."""

    def __init__(self, simulator: Running, topics: Published) -> None:
        self.simulator = simulator
        self.topics = topics
        self.states: set[str] = set()
        self.gaps_before = 0
        self.first = {venue: self.open(venue) for venue in VENUES}

    @classmethod
    async def begin(cls, simulator: Running, topics: Published) -> "Watch":
        await all_are_live(topics)
        await eventually(lambda: cls._is_resumed(topics), timeout=PATIENCE_S)
        watch = cls(simulator, topics)
        watch.gaps_before = len(topics.gaps)
        return watch

    @staticmethod
    async def _is_resumed(topics: Published) -> bool:
        await topics.read()
        return all(topics.venues[f"{venue}:market-ingest"].resumed for venue in VENUES)

    def open(self, venue: str) -> set[int]:
        return {client.id for client in self.simulator.simulation.exchanges[venue].connections.clients}

    async def until(self, reached: Callable[[], bool]) -> None:
        async def look() -> bool:
            await self.topics.read()
            self.states |= {self.topics.state(venue) for venue in VENUES}
            return reached()

        await eventually(look, timeout=PATIENCE_S)

    def is_replaced(self, venue: str) -> bool:
        now = self.open(venue)
        return len(now) == 1 and not now & self.first[venue]

    @property
    def holes(self) -> list[str]:
        return [gap.gap_id for gap in self.topics.gaps[self.gaps_before :] if gap.kind is GapKind.HOLE]


async def fault(simulator: Running, venue: str, kind: str, **more: object) -> str:
    return str((await simulator.post("/control/faults", venue=venue, fault=kind, **more))["id"])


async def lift(simulator: Running, id_: str) -> None:
    async with simulator.http.delete(f"{simulator.base}/control/faults/{id_}") as answer:
        assert answer.ok


async def test_an_announced_shutdown_opens_no_gap_and_the_venue_stays_live(
    simulate: MakeSimulator, ingest: MakeIngester, topics: Published
) -> None:
    simulator = await simulate(rate=200.0)
    ingester = await ingest(simulator)
    watch = await Watch.begin(simulator, topics)

    await fault(simulator, "binance", "shutdown")
    await watch.until(lambda: watch.is_replaced("binance"))
    await everything_is_published(simulator, topics)

    assert (watch.holes, watch.states) == ([], {"live:None"})
    assert "connection replaced" in ingester.log


async def test_every_venues_connection_is_replaced_before_it_is_too_old(
    simulate: MakeSimulator, ingest: MakeIngester, topics: Published
) -> None:
    simulator = await simulate(rate=200.0, connection_seconds=20.0)
    await ingest(simulator, CONNECTION_LIFETIME="PT8S")
    watch = await Watch.begin(simulator, topics)

    await watch.until(lambda: all(not watch.first[venue] & watch.open(venue) for venue in VENUES))
    watch.first = {venue: watch.first[venue] | watch.open(venue) for venue in VENUES}
    await watch.until(lambda: all(not watch.first[venue] & watch.open(venue) for venue in VENUES))
    await everything_is_published(simulator, topics)

    assert (watch.holes, watch.states) == ([], {"live:None"})


async def test_the_old_connection_goes_on_while_no_next_one_can_be_opened(
    simulate: MakeSimulator, ingest: MakeIngester, topics: Published
) -> None:
    simulator = await simulate(rate=200.0)
    ingester = await ingest(simulator, CONNECTION_LIFETIME="PT6S")
    watch = await Watch.begin(simulator, topics)
    refusing = await fault(simulator, "kraken", "refuse_sockets")
    kept = watch.open("kraken")

    await watch.until(lambda: "no next connection, the old one goes on" in ingester.log)
    assert watch.open("kraken") & kept
    await lift(simulator, refusing)
    await watch.until(lambda: not watch.open("kraken") & kept)
    await everything_is_published(simulator, topics)

    assert (watch.holes, watch.states) == ([], {"live:None"})


async def test_a_next_connection_that_ends_early_leaves_the_old_one(
    simulate: MakeSimulator, ingest: MakeIngester, topics: Published
) -> None:
    simulator = await simulate(rate=200.0)
    ingester = await ingest(simulator, CONNECTION_LIFETIME="PT6S")
    watch = await Watch.begin(simulator, topics)
    connections = simulator.simulation.exchanges["coinbase"].connections
    (kept,) = connections.clients

    async def two_are_open() -> bool:
        return len(connections.clients) > 1

    await eventually(two_are_open, timeout=PATIENCE_S)
    for client in tuple(connections.clients):
        if client is not kept:
            client.abort()
    await watch.until(lambda: "ended before it took over" in ingester.log)
    assert kept in connections.clients
    await watch.until(lambda: kept not in connections.clients)
    await everything_is_published(simulator, topics)

    assert (watch.holes, watch.states) == ([], {"live:None"})


async def both_of_binance_deliver(ingester: IngesterProcess) -> None:
    def overlap() -> bool:
        said = [line for line in ingester.log.splitlines() if "the next connection delivers, too" in line]
        return any("binance" in line for line in said)

    await eventually(overlap, timeout=PATIENCE_S)


async def test_a_connection_that_ends_in_the_overlap_is_followed_by_the_next_one_at_once(
    simulate: MakeSimulator, ingest: MakeIngester, topics: Published
) -> None:
    simulator = await simulate(rate=200.0)
    ingester = await ingest(simulator, CONNECTION_LIFETIME="PT6S")
    watch = await Watch.begin(simulator, topics)
    connections = simulator.simulation.exchanges["binance"].connections
    (old,) = connections.clients

    await both_of_binance_deliver(ingester)
    assert old in connections.clients
    old.abort()
    await watch.until(lambda: old not in connections.clients and len(connections.clients) == 1)
    await everything_is_published(simulator, topics)

    assert (watch.holes, watch.states) == ([], {"live:None"})


async def test_a_shutdown_that_is_announced_to_both_connections_is_followed_by_a_third_one(
    simulate: MakeSimulator, ingest: MakeIngester, topics: Published
) -> None:
    simulator = await simulate(rate=200.0)
    ingester = await ingest(simulator, CONNECTION_LIFETIME="PT15S")
    watch = await Watch.begin(simulator, topics)
    await both_of_binance_deliver(ingester)
    both = watch.open("binance")

    await fault(simulator, "binance", "shutdown")
    await watch.until(lambda: not watch.open("binance") & both and len(watch.open("binance")) == 1)
    await everything_is_published(simulator, topics)

    assert len(both) == 2
    assert (watch.holes, watch.states) == ([], {"live:None"})
