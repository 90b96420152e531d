"""Instruments that a venue refuses, halts or delists: named, the others unharmed, and followed again afterwards."""

from collections.abc import Iterable
from decimal import Decimal

import pytest
from market_data.tables import instruments
from pydantic import SecretStr
from shared.data.engine import make_engine
from shared.events import GapKind, GapState, GapV1, VenueV1
from shared.settings import ServiceSettings
from simulator.testing import Running
from sqlalchemy import select
from stack.testing import eventually

from .conftest import MakeIngester, MakeSimulator
from .ingester import Published

# The lists are read again this often, so that a test need not wait for minutes.
OFTEN = {"LISTINGS_EVERY": "PT1S"}
PATIENCE_S = 90
ETHER = {"binance": "ETH-USDT.BINANCE", "coinbase": "ETH-USD.COINBASE", "kraken": "ETH-USD.KRAKEN"}
BITCOIN = {"binance": "BTC-USDT.BINANCE", "coinbase": "BTC-USD.COINBASE", "kraken": "BTC-USD.KRAKEN"}


def symbol_of(instrument_id: str) -> str:
    return instrument_id.partition(".")[0]


async def add_fault(simulator: Running, venue: str, fault: str, symbol: str) -> str:
    return str((await simulator.post("/control/faults", venue=venue, fault=fault, symbol=symbol))["id"])


async def lift(simulator: Running, ids: Iterable[str]) -> None:
    for id_ in ids:
        async with simulator.http.delete(f"{simulator.base}/control/faults/{id_}") as answer:
            assert answer.ok


def state_of(topics: Published, venue: str) -> VenueV1 | None:
    return topics.venues.get(f"{venue}:market-ingest")


def why_of(topics: Published, instrument_id: str) -> str | None:
    """Why an instrument is not followed, None if it is; `unknown` until its venue is live."""
    state = state_of(topics, instrument_id.rpartition(".")[2].lower())
    return "unknown" if state is None or state.state != "live" else state.not_followed().get(instrument_id)


async def reads(topics: Published, wanted: dict[str, str | None]) -> None:
    async def as_wanted() -> bool:
        await topics.read()
        return {id_: why_of(topics, id_) for id_ in wanted} == wanted

    await eventually(as_wanted, timeout=PATIENCE_S)


async def all_is_published(simulator: Running, topics: Published, instrument_id: str) -> None:
    """Every trade of the instrument that the venue has made up to now comes into the topic."""
    made = {one["trade_id"] for one in await simulator.truth() if one["instrument_id"] == instrument_id}

    async def there() -> bool:
        return made <= (await topics.read()).trade_ids()[instrument_id]

    await eventually(there, timeout=PATIENCE_S)


def open_gaps(topics: Published, instrument_id: str) -> list[GapV1]:
    newest = {gap.gap_id: gap for gap in topics.gaps if gap.instrument_id == instrument_id}
    return [gap for gap in newest.values() if gap.kind is GapKind.HOLE and gap.state is GapState.OPEN]


async def test_what_is_refused_at_the_start_is_named_alone_and_followed_once_it_is_accepted(
    simulate: MakeSimulator, ingest: MakeIngester, topics: Published
) -> None:
    simulator = await simulate(rate=60.0)
    faults = [await add_fault(simulator, venue, "refuse_symbol", symbol_of(id_)) for venue, id_ in ETHER.items()]
    await ingest(simulator, **OFTEN)
    await reads(topics, {**dict.fromkeys(ETHER.values(), "refused"), **dict.fromkeys(BITCOIN.values(), None)})

    followed = {gap.instrument_id for gap in topics.gaps if gap.kind is GapKind.FOLLOWED}
    assert followed & set(ETHER.values()) == set()
    for id_ in ETHER.values():
        assert [gap.reason for gap in open_gaps(topics, id_)] == ["refused"]
    for id_ in BITCOIN.values():
        await all_is_published(simulator, topics, id_)

    await lift(simulator, faults)
    await reads(topics, dict.fromkeys([*ETHER.values(), *BITCOIN.values()], None))
    for id_ in ETHER.values():
        await all_is_published(simulator, topics, id_)

    async def gaps_are_closed() -> bool:
        await topics.read()
        return not any(open_gaps(topics, id_) for id_ in ETHER.values())

    await eventually(gaps_are_closed, timeout=PATIENCE_S)


async def test_several_refused_at_once_leave_the_rest_even_the_rate_instrument(
    simulate: MakeSimulator, ingest: MakeIngester, topics: Published
) -> None:
    simulator = await simulate(rate=60.0)
    await add_fault(simulator, "coinbase", "refuse_symbol", "BTC-USD")
    await add_fault(simulator, "coinbase", "refuse_symbol", "ETH-USD")
    await add_fault(simulator, "kraken", "refuse_symbol", "USDT-USD")
    await ingest(simulator, RATES_WAIT="PT1S", **OFTEN)

    async def named() -> bool:
        await topics.read()
        coinbase = state_of(topics, "coinbase")
        return coinbase is not None and set(coinbase.refused) == {BITCOIN["coinbase"], ETHER["coinbase"]}

    await eventually(named, timeout=PATIENCE_S)
    await reads(topics, {"USDT-USD.KRAKEN": "refused", BITCOIN["kraken"]: None, ETHER["kraken"]: None})


@pytest.mark.parametrize(("fault", "why"), [("halt", "halted"), ("delist", "not_listed")])
async def test_what_stops_trading_while_it_is_followed_is_named_and_goes_on_without_a_hole(
    simulate: MakeSimulator, ingest: MakeIngester, topics: Published, fault: str, why: str
) -> None:
    simulator = await simulate(rate=60.0)
    await ingest(simulator, **OFTEN)
    await reads(topics, dict.fromkeys([*ETHER.values(), *BITCOIN.values()], None))
    for id_ in ETHER.values():
        await all_is_published(simulator, topics, id_)

    faults = [await add_fault(simulator, venue, fault, symbol_of(id_)) for venue, id_ in ETHER.items()]
    await reads(topics, {**dict.fromkeys(ETHER.values(), why), **dict.fromkeys(BITCOIN.values(), None)})
    assert not any(open_gaps(topics, id_) for id_ in ETHER.values())

    await lift(simulator, faults)
    await reads(topics, dict.fromkeys([*ETHER.values(), *BITCOIN.values()], None))
    for id_ in ETHER.values():
        await all_is_published(simulator, topics, id_)

    async def gaps_are_closed() -> bool:
        await topics.read()
        return not any(open_gaps(topics, id_) for id_ in ETHER.values())

    await eventually(gaps_are_closed, timeout=PATIENCE_S)


async def test_what_is_halted_or_unlisted_when_the_process_starts_is_followed_as_soon_as_it_trades(
    simulate: MakeSimulator, ingest: MakeIngester, topics: Published
) -> None:
    simulator = await simulate(rate=60.0)
    halted = [await add_fault(simulator, venue, "halt", symbol_of(id_)) for venue, id_ in ETHER.items()]
    gone = await add_fault(simulator, "kraken", "delist", "BTC-USD")
    await ingest(simulator, **OFTEN)
    await reads(topics, {**dict.fromkeys(ETHER.values(), "halted"), BITCOIN["kraken"]: "not_listed"})

    await lift(simulator, [*halted, gone])
    await reads(topics, dict.fromkeys([*ETHER.values(), *BITCOIN.values()], None))
    for id_ in [*ETHER.values(), BITCOIN["kraken"]]:
        await all_is_published(simulator, topics, id_)


async def test_a_clock_that_is_wrong_is_named_as_that_and_no_protocol_is(
    simulate: MakeSimulator, ingest: MakeIngester, topics: Published
) -> None:
    simulator = await simulate(rate=60.0, epoch_us=4_102_444_800_000_000)
    await ingest(simulator)

    async def named() -> bool:
        await topics.read()
        return {topics.state(venue) for venue in ETHER} == {"unavailable:clock_wrong"}

    await eventually(named, timeout=PATIENCE_S)
    assert topics.trades == []


async def test_the_steps_of_prices_and_sizes_come_from_the_venues_lists(
    simulate: MakeSimulator, ingest: MakeIngester, database_url: str
) -> None:
    simulator = await simulate(rate=60.0)
    await ingest(simulator)
    engine = make_engine(ServiceSettings(database_url=SecretStr(database_url)), role="market_data")

    async def steps() -> dict[str, tuple[Decimal | None, Decimal | None]]:
        async with engine.connect() as conn:
            rows = await conn.execute(
                select(instruments.c.instrument_id, instruments.c.tick, instruments.c.lot).where(
                    instruments.c.instrument_id.in_(ETHER.values())
                )
            )
            return {id_: (tick, lot) for id_, tick, lot in rows}

    async def listed() -> bool:
        found = await steps()
        return len(found) == len(ETHER) and all(tick and lot for tick, lot in found.values())

    await eventually(listed, timeout=PATIENCE_S)
    assert set((await steps()).values()) == {(Decimal("0.01"), Decimal("0.00001"))}
    await engine.dispose()
