"""A venue's words when it refuses are logged, and quotes that are refused apart from the trades are asked for again."""

import json

import structlog
from market_data.domain.catalogue import Catalogue
from market_data.feed.following import Following
from market_data.feed.instruments import VenueInstruments
from market_data.feed.rates import Rates
from market_data.feed.resume.starts import SequenceStarts
from market_data.feed.subscriber import Subscriber
from market_data.settings import IngestSettings
from market_data.venues.adapters import ADAPTERS
from market_data.venues.rest import make_client
from market_data.venues.types import RefusedRequest
from shared.data.engine import make_engine
from shared.events import TickerV1, decoder
from shared.events.values import Instrument, Mode, Venue
from shared.kafka import Reader
from shared.kafka.topics import TICKERS
from stack.testing import eventually

from .conftest import MakeIngester, MakeSimulator
from .ingester import Published
from .test_refused_instruments import BITCOIN, PATIENCE_S, add_fault, all_is_published, lift, reads

ALGO = Instrument(venue=Venue.KRAKEN, base="ALGO", quote="USD", coin_id="algorand", native="ALGO/USD")


async def test_what_a_venue_says_when_it_refuses_is_logged_once_with_and_without_a_name() -> None:
    adapter, engine = ADAPTERS[Venue.KRAKEN], make_engine(IngestSettings(), role="market_data")
    async with make_client("http://127.0.0.1:1", 1) as client:
        rest = adapter.make_rest(client)
        starts = SequenceStarts(adapter.series, rest, engine, "nowhere:1", Mode.LIVE)
        following = Following(acknowledges_anything=False)
        catalogue = Catalogue(coins=())
        instruments = VenueInstruments(Venue.KRAKEN, rest, starts, following, Rates(()), catalogue, Mode.LIVE)
        instruments.by_native = {ALGO.native: ALGO}
        subscriber = Subscriber(adapter, instruments, 0, is_replay=False)

        with structlog.testing.capture_logs() as lines:
            for detail in ("not supported", "not supported", "under maintenance"):
                subscriber.on_answer(RefusedRequest(detail, (ALGO.native,), is_whole=False))
            subscriber.on_answer(RefusedRequest("under maintenance", (ALGO.native,), is_whole=False, of_quotes=True))
            for _ in range(2):
                subscriber.on_answer(RefusedRequest("Malformed JSON"))
    await engine.dispose()

    assert [(line["what"], line["instruments"], line["detail"]) for line in lines] == [
        ("trades", [ALGO.native], "not supported"),
        ("trades", [ALGO.native], "under maintenance"),
        ("quotes", [ALGO.native], "under maintenance"),
        ("trades", [], "Malformed JSON"),
    ]


async def test_quotes_that_are_refused_alone_leave_the_trades_are_logged_and_come_once_they_are_accepted(
    simulate: MakeSimulator, ingest: MakeIngester, topics: Published, kafka_bootstrap: str
) -> None:
    simulator = await simulate(rate=60.0)
    fault = await add_fault(simulator, "kraken", "refuse_quotes", "BTC-USD")
    reader = await Reader.open(kafka_bootstrap, {TICKERS: None}, client_id="tests")
    while not reader.caught_up:  # what earlier tests have left
        await reader.poll()
    ingester = await ingest(simulator, VENUES='["kraken"]')
    await reads(topics, {BITCOIN["kraken"]: None})
    await all_is_published(simulator, topics, BITCOIN["kraken"])
    quoted: set[str] = set()

    async def quotes_of(instrument_id: str) -> bool:
        for records in (await reader.poll()).values():
            quoted.update(decoder(TickerV1).decode(record.value or b"").instrument_id for record in records)
        return instrument_id in quoted

    await eventually(lambda: quotes_of("ETH-USD.KRAKEN"), timeout=PATIENCE_S)
    assert BITCOIN["kraken"] not in quoted
    said = [json.loads(line) for line in ingester.log.splitlines() if "venue refused a request" in line]
    assert [(one["what"], one["instruments"]) for one in said] == [("quotes", ["BTC/USD"])]
    assert "not supported" in said[0]["detail"]

    await lift(simulator, [fault])
    await eventually(lambda: quotes_of(BITCOIN["kraken"]), timeout=PATIENCE_S)
    await reader.close()
