"""What a venue lists changes while a process runs: delisted while its start is sought, renamed, nothing of ours."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from market_data.domain.catalogue import read_catalogue
from market_data.feed.following import Following
from market_data.feed.instruments import VenueInstruments
from market_data.feed.rates import Rates
from market_data.feed.resume.starts import SequenceStarts
from market_data.venues.types import CandlePage, ListedInstrument, TradePage
from pydantic import SecretStr
from shared.data.engine import make_engine
from shared.events import GapState, NotFollowed
from shared.events.values import Instrument, Interval, Mode, Venue
from shared.settings import ServiceSettings
from simulator.testing import Running
from stack.testing import eventually

from .conftest import MakeIngester, MakeSimulator
from .ingester import Published
from .test_refused_instruments import BITCOIN, ETHER, OFTEN, PATIENCE_S, add_fault, all_is_published, lift, reads

SLOW, QUICK = ListedInstrument("SLOW/USD", "SLOW", "USD"), ListedInstrument("QUICK/USD", "QUICK", "USD")
FOREIGN = ListedInstrument("FOREIGN/USD", "FOREIGN", "USD")
CATALOGUE = """
[[coins]]
coin_id = "slow"
symbol = "SLOW"
name = "Slow"
instruments = ["SLOW-USD.KRAKEN"]

[[coins]]
coin_id = "quick"
symbol = "QUICK"
name = "Quick"
instruments = ["QUICK-USD.KRAKEN"]
"""


class SlowRest:
    """A venue that does not say which trade of an instrument is its newest one until it is `answering`."""

    def __init__(self) -> None:
        self.answering = asyncio.Event()

    async def fetch_listed(self) -> list[ListedInstrument]:
        return [SLOW, QUICK]

    async def fetch_newest_id(self, _instrument: Instrument) -> int:
        await self.answering.wait()
        return 7

    async def fetch_trades(
        self, _instrument: Instrument, *, after_id: int, after_us: int | None, aggregated: bool
    ) -> TradePage:
        del after_us, aggregated
        return TradePage([], after_id)

    async def fetch_candles(self, instrument: Instrument, interval: Interval, start_us: int, end_us: int) -> CandlePage:
        del instrument, interval, end_us
        return CandlePage([], start_us)


@pytest.fixture
def rest() -> SlowRest:
    return SlowRest()


@pytest.fixture
async def instruments(
    rest: SlowRest, database_url: str, kafka_bootstrap: str, tmp_path: Path
) -> AsyncIterator[VenueInstruments]:
    path = tmp_path / "catalogue.toml"
    path.write_text(CATALOGUE)
    engine = make_engine(ServiceSettings(database_url=SecretStr(database_url)), role="market_data")
    starts = SequenceStarts((False,), rest, engine, kafka_bootstrap, Mode.LIVE)
    following = Following(acknowledges_anything=False)
    yield VenueInstruments(Venue.KRAKEN, rest, starts, following, Rates(()), read_catalogue(path), Mode.LIVE)
    for one in (SLOW, QUICK):
        starts.cancel(one.native)
    await engine.dispose()


async def test_what_was_delisted_while_its_start_was_sought_is_followed_once_it_is_listed_again(
    instruments: VenueInstruments, rest: SlowRest
) -> None:
    await instruments.load()
    assert instruments.ready() == []

    await instruments._take_list([QUICK])
    assert instruments.not_followed["SLOW-USD.KRAKEN"] is NotFollowed.NOT_LISTED

    rest.answering.set()
    await instruments._take_list([SLOW, QUICK])
    await eventually(lambda: sorted(instruments.ready()) == ["QUICK/USD", "SLOW/USD"])
    assert instruments.following.to_request(["SLOW/USD"]) == ["SLOW/USD"]


async def test_only_a_second_list_without_any_of_ours_is_believed_and_an_empty_one_never(
    instruments: VenueInstruments, rest: SlowRest
) -> None:
    rest.answering.set()
    await instruments.load()
    delisted: list[str] = []
    instruments.on_delisted = lambda one: delisted.append(one.instrument_id)

    for listed in ([], [FOREIGN], []):
        await instruments._take_list(listed)
    assert NotFollowed.NOT_LISTED not in instruments.not_followed.values()
    await instruments._take_list([SLOW, QUICK, FOREIGN])
    await instruments._take_list([FOREIGN])
    assert delisted == []

    await instruments._take_list([FOREIGN])
    assert set(instruments.not_followed.values()) == {NotFollowed.NOT_LISTED}
    assert sorted(delisted) == ["QUICK-USD.KRAKEN", "SLOW-USD.KRAKEN"]


def rename(simulator: Running, venue: str, old: str, new: str) -> None:
    """From now on the venue calls an instrument otherwise, and knows no other name of it."""
    exchange = simulator.simulation.exchanges[venue]
    exchange._by_symbol[new] = exchange._by_symbol.pop(old)
    exchange._by_symbol[new].symbol = new


async def test_what_a_venue_renames_is_followed_by_its_new_name_without_a_hole(
    simulate: MakeSimulator, ingest: MakeIngester, topics: Published
) -> None:
    simulator = await simulate(rate=60.0)
    await ingest(simulator, VENUES='["coinbase"]', **OFTEN)
    both = dict.fromkeys([ETHER["coinbase"], BITCOIN["coinbase"]])
    await reads(topics, both)
    await all_is_published(simulator, topics, ETHER["coinbase"])

    rename(simulator, "coinbase", "ETH-USD", "ETHER-USD")
    made = len(await simulator.truth("coinbase"))

    async def is_subscribed_by_its_new_name() -> bool:
        return simulator.simulation.exchanges["coinbase"].connections.has_subscriber("matches:ETHER-USD")

    await eventually(is_subscribed_by_its_new_name, timeout=PATIENCE_S)
    assert len(await simulator.truth("coinbase")) > made
    await all_is_published(simulator, topics, ETHER["coinbase"])
    await reads(topics, both)

    async def nothing_is_missing() -> bool:
        await topics.read()
        newest = {gap.gap_id: gap.state for gap in topics.gaps if gap.instrument_id == ETHER["coinbase"]}
        return set(newest.values()) == {GapState.CLOSED}

    await eventually(nothing_is_missing, timeout=PATIENCE_S)


async def test_a_venue_that_delists_all_of_ours_names_them_and_is_followed_again_once_it_lists_them(
    simulate: MakeSimulator, ingest: MakeIngester, topics: Published
) -> None:
    simulator = await simulate(rate=60.0)
    await ingest(simulator, VENUES='["coinbase"]', QUIET_AFTER="PT5S", **OFTEN)
    both = [ETHER["coinbase"], BITCOIN["coinbase"]]
    await reads(topics, dict.fromkeys(both))

    faults = [await add_fault(simulator, "coinbase", "delist", id_.partition(".")[0]) for id_ in both]

    async def is_turned_off() -> bool:
        state = (await topics.read()).venues["coinbase:market-ingest"]
        return (state.state, sorted(state.not_listed)) == ("disabled", sorted(both))

    await eventually(is_turned_off, timeout=PATIENCE_S)
    await lift(simulator, faults)
    await reads(topics, dict.fromkeys(both))
    for id_ in both:
        await all_is_published(simulator, topics, id_)
