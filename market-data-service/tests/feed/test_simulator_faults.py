"""REST that is away or limits us, through a real ingester: an old trade never becomes the price, a wait is kept."""

from market_data.domain.observed import Observed, after_ticker, after_trade
from shared.events import TickerV1, decoder
from shared.events.values import Venue
from shared.kafka import Reader
from shared.kafka.topics import TICKERS
from simulator.testing import Running
from stack.testing import eventually

from .conftest import MakeIngester, MakeSimulator
from .ingester import Published
from .test_refused_instruments import BITCOIN, PATIENCE_S, lift, reads

ID = BITCOIN["coinbase"]


async def add_fault(simulator: Running, venue: str, fault: str, rate: float | None = None) -> str:
    answer = await simulator.post("/control/faults", venue=venue, fault=fault, seconds=None, rate=rate)
    return str(answer["id"])


async def trade_at(simulator: Running, price: str) -> str:
    made = await simulator.post(
        "/control/trades", venue="coinbase", symbol="BTC-USD", price=price, size="1", side="buy"
    )
    return str(made["trade_id"])


async def test_an_old_trade_that_is_resumed_late_is_published_and_does_not_become_the_price(
    simulate: MakeSimulator, ingest: MakeIngester, topics: Published, kafka_bootstrap: str
) -> None:
    """Case 05: REST is away, the socket left a trade out, and the ticker goes on."""
    simulator = await simulate(rate=0.0)
    reader = await Reader.open(kafka_bootstrap, {TICKERS: None}, client_id="tests")
    while not reader.caught_up:  # what earlier tests have left
        await reader.poll()
    await ingest(simulator, VENUES='["coinbase"]')
    await reads(topics, {ID: None})
    seen = Observed(venue=Venue.COINBASE, instrument_id=ID)

    async def are_published(*ids: str) -> bool:
        return set(ids) <= (await topics.read()).trade_ids()[ID]

    first = await trade_at(simulator, "100")
    await eventually(lambda: are_published(first), timeout=PATIENCE_S)
    away = await add_fault(simulator, "coinbase", "rest_503")
    skipping = await add_fault(simulator, "coinbase", "skip_ids", 1.0)
    old = await trade_at(simulator, "50")
    await lift(simulator, [skipping])
    new = await trade_at(simulator, "200")

    async def ticker_says_the_new_price() -> bool:
        nonlocal seen
        for records in (await reader.poll()).values():
            for ticker in (decoder(TickerV1).decode(record.value or b"") for record in records):
                seen = after_ticker(seen, ticker) if ticker.instrument_id == ID else seen
        return seen.price == 200

    await eventually(ticker_says_the_new_price, timeout=PATIENCE_S)
    assert not await are_published(old)

    await lift(simulator, [away])
    await eventually(lambda: are_published(old, new), timeout=PATIENCE_S)
    for trade in (trade for trade in topics.trades if trade.instrument_id == ID):
        seen = after_trade(seen, trade)
        assert seen.price == 200
    await reader.close()


async def test_a_limit_that_a_body_says_is_named_and_its_wait_is_kept(
    simulate: MakeSimulator, ingest: MakeIngester, topics: Published
) -> None:
    simulator = await simulate(rate=20.0)
    venues = ("binance", "coinbase", "kraken")
    faults = [await add_fault(simulator, venue, "limit_in_body") for venue in venues]
    await ingest(simulator)
    waits: dict[str, dict[int, tuple[int, int]]] = {venue: {} for venue in venues}

    async def have_tried_twice() -> bool:
        for state in (await topics.read()).venues.values():
            if state.next_attempt_at_us is not None:
                waits[state.venue].setdefault(state.attempt, (state.as_of_us, state.next_attempt_at_us))
        return all({1, 2} <= set(found) for found in waits.values())

    await eventually(have_tried_twice, timeout=PATIENCE_S)
    assert {topics.state(venue) for venue in venues} == {"stale:rate_limited"}
    for found in waits.values():
        assert found[2][0] >= found[1][1] > found[1][0]

    await lift(simulator, faults)

    async def are_live() -> bool:
        await topics.read()
        return {topics.state(venue) for venue in venues} == {"live:None"}

    await eventually(are_live, timeout=PATIENCE_S)
