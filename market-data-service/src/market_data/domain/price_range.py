"""The highest and lowest composite price between two published states. No I/O and no clock."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from shared.events import PriceReason, PriceV1, TradeV1, VenueQuote

from market_data.domain.composite_price import in_usd, price_over
from market_data.domain.observed import Observed, live_price

_BY_PRICE: Final = frozenset({None, PriceReason.RATES_DISAGREE, PriceReason.OUTLIER, PriceReason.VENUES_DISAGREE})
"""An instrument with one of these counted, or was left out only for what its price was at the end."""


class Move(NamedTuple):
    """An instrument's price became another one, in its own quote asset."""

    instrument_id: str
    price: Decimal


def moves_of(seen: Mapping[str, Observed], trades: Iterable[TradeV1]) -> list[Move]:
    """The prices that live trades made in the order in which they came; a trade older than its price made none."""
    moves: list[Move] = []
    newest: dict[str, tuple[int, Decimal | None]] = {}
    for trade in trades:
        if trade.backfilled:
            continue
        name = trade.instrument_id
        known = newest.get(name)
        if known is None:
            before = seen.get(name)
            known = (before.priced_us, live_price(before)) if before is not None else (0, None)
        at_us = min(trade.ts_event_us, trade.ts_recv_us)
        if at_us < known[0]:
            continue
        newest[name] = (at_us, trade.price)
        if trade.price != known[1]:
            moves.append(Move(name, trade.price))
    return moves


def price_range(
    before: Mapping[str, Decimal | None], moves: Sequence[Move], lines: Sequence[VenueQuote], price: Decimal
) -> tuple[Decimal, Decimal]:
    """The lowest and highest composite after each of `moves`, the state itself (`price`) included.

    `before`: each instrument's price in the state before. `lines`: the instruments in the state itself, whose rates,
    volumes and venues' states count for all moves. What is left out as an outlier at a move makes no extreme.
    """
    if len(moves) < 2:  # noqa: PLR2004 - the only move led to the state itself
        return price, price
    lines = [line for line in lines if line.reason in _BY_PRICE and line.quote_usd is not None]
    places = {line.instrument_id: at for at, line in enumerate(lines)}
    usd = {
        at: in_usd(known, lines[at].quote_usd or Decimal(0))
        for name, at in places.items()
        if (known := before.get(name)) is not None
    }
    low = high = price
    for move in moves:
        at = places.get(move.instrument_id)
        if at is None:
            continue
        usd[at] = in_usd(move.price, lines[at].quote_usd or Decimal(0))
        made = price_over(usd, lines)
        low, high = min(low, made), max(high, made)
    return low, high


def joined(low: Decimal | None, high: Decimal | None, unsent: PriceV1 | None) -> tuple[Decimal | None, Decimal | None]:
    """The low and high of a state that takes the place of one that was not sent."""
    if unsent is None or unsent.low is None or unsent.high is None:
        return low, high
    return (unsent.low, unsent.high) if low is None or high is None else (min(low, unsent.low), max(high, unsent.high))
