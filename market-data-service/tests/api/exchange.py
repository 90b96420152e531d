"""What an ingester would publish, said by the tests: trades, tickers, venue states."""

import asyncio
import itertools
import secrets
from decimal import Decimal
from typing import Any

from shared.clock import now_us
from shared.events import Feed, GapKind, GapState, GapV1, QuoteV1, TickerV1, TradeV1, VenueState, VenueV1
from shared.events.values import Mode, Side, Venue, split_instrument_id
from shared.kafka import Producer
from shared.kafka.topics import GAPS, QUOTES, TICKERS, TRADES, VENUES

INGESTER = "market-ingest"
_ids = itertools.count(1)


def new_coin() -> tuple[str, str]:
    """Return the id and symbol of a coin that no other test and no earlier run uses."""
    symbol = f"X{secrets.token_hex(4).upper()}"
    return symbol.lower(), symbol


class Exchange:
    """Publishes what it is told, and each venue's state twice a second."""

    def __init__(self, producer: Producer) -> None:
        self._producer = producer
        self.states: dict[Venue, dict[str, Any]] = {venue: {} for venue in Venue if venue is not Venue.COMPOSITE}
        self.silent: set[Venue] = set()

    async def tell_states(self) -> None:
        while True:
            for venue, facts in self.states.items():
                if venue not in self.silent:
                    self._producer.put(VENUES, f"{venue}:{INGESTER}", venue_state(venue, **facts))
            await asyncio.sleep(0.5)

    async def trade(self, instrument_id: str, price: str, *, coin_id: str | None = None, **facts: Any) -> TradeV1:
        trade = make_trade(instrument_id, price, coin_id=coin_id, **facts)
        self._producer.put(TRADES, trade.coin_id, trade)
        await self._producer.flush()
        return trade

    async def ticker(self, instrument_id: str, **facts: Any) -> None:
        base, _, venue = split_instrument_id(instrument_id)
        known: dict[str, Any] = {"ts_recv_us": now_us(), "ts_event_us": now_us(), "quote_usd": Decimal(1), **facts}
        ticker = TickerV1(venue=venue, instrument_id=instrument_id, coin_id=base.lower(), **known)
        self._producer.put(TICKERS, ticker.coin_id, ticker)
        await self._producer.flush()

    async def quote(self, instrument_id: str, bid: str | None, ask: str | None, **facts: Any) -> None:
        """Tell a best bid and ask, each for two coins, at a rate of one."""
        base, _, venue = split_instrument_id(instrument_id)
        prices = {side: None if price is None else Decimal(price) for side, price in (("bid", bid), ("ask", ask))}
        known: dict[str, Any] = {
            "ts_recv_us": now_us(),
            "bid_price": prices["bid"],
            "bid_size": None if bid is None else Decimal(2),
            "ask_price": prices["ask"],
            "ask_size": None if ask is None else Decimal(2),
            "quote_usd": Decimal(1),
            **facts,
        }
        known.setdefault("quote_usd_as_of_us", known["ts_recv_us"])
        quote = QuoteV1(venue=venue, instrument_id=instrument_id, coin_id=base.lower(), **known)
        self._producer.put(QUOTES, quote.coin_id, quote)
        await self._producer.flush()

    async def followed(self, instrument_id: str, since_us: int) -> None:
        """Tell the ledger that following began."""
        base, _, venue = split_instrument_id(instrument_id)
        entry = GapV1(
            gap_id=f"{instrument_id} followed",
            kind=GapKind.FOLLOWED,
            state=GapState.CLOSED,
            venue=venue,
            instrument_id=instrument_id,
            coin_id=base.lower(),
            start_us=since_us,
            as_of_us=now_us(),
        )
        self._producer.put(GAPS, entry.coin_id, entry)
        await self._producer.flush()

    async def missed(self, instrument_id: str, name: str, state: GapState, start_us: int, **facts: Any) -> None:
        """Tell the ledger of a hole."""
        base, _, venue = split_instrument_id(instrument_id)
        hole = GapV1(
            gap_id=f"{instrument_id}/{name}",
            kind=GapKind.HOLE,
            state=state,
            venue=venue,
            instrument_id=instrument_id,
            coin_id=base.lower(),
            start_us=start_us,
            as_of_us=now_us(),
            **facts,
        )
        self._producer.put(GAPS, hole.coin_id, hole)
        await self._producer.flush()


def make_trade(instrument_id: str, price: str, *, coin_id: str | None = None, **facts: Any) -> TradeV1:
    base, _, venue = split_instrument_id(instrument_id)
    number = next(_ids)
    known: dict[str, Any] = {
        "trade_id": str(number),
        "size": Decimal("0.5"),
        "side": Side.BUY,
        "ts_event_us": now_us(),
        "ts_recv_us": now_us(),
        "quote_usd": Decimal(1),
        **facts,
    }
    return TradeV1(
        venue=venue,
        instrument_id=instrument_id,
        coin_id=coin_id or base.lower(),
        price=Decimal(price),
        first_id=number,
        last_id=number,
        raw_side="buy",
        **known,
    )


def venue_state(venue: Venue, **facts: Any) -> VenueV1:
    known: dict[str, Any] = {
        "ingester": INGESTER,
        "state": VenueState.LIVE,
        "since_us": now_us(),
        "as_of_us": now_us(),
        "last_message_at_us": now_us(),
        "message_rate": 12.34,
        "feed": Feed.CONTINUOUS,
        "resumed": True,
        **facts,
    }
    return VenueV1(venue=venue, mode=Mode.SIMULATED, **known)
