"""The records of one poll, sorted out: what is newest of each instrument, and each coin's trades. No I/O, no clock."""

from collections.abc import Iterable

from shared.events import QuoteV1, TickerV1, TradeV1


def by_coin(trades: Iterable[TradeV1]) -> dict[str, list[TradeV1]]:
    found: dict[str, list[TradeV1]] = {}
    for trade in trades:
        found.setdefault(trade.coin_id, []).append(trade)
    return found


def newest_trades(trades: Iterable[TradeV1]) -> Iterable[TradeV1]:
    """The newest live and the newest back-filled trade of each instrument, the back-filled ones first."""
    newest: dict[tuple[str, bool], TradeV1] = {}
    for trade in trades:
        place = (trade.instrument_id, trade.backfilled)
        known = newest.get(place)
        if known is None or trade.ts_event_us >= known.ts_event_us:
            newest[place] = trade
    return sorted(newest.values(), key=lambda trade: not trade.backfilled)


def newest_tickers(tickers: Iterable[TickerV1]) -> Iterable[TickerV1]:
    return {ticker.instrument_id: ticker for ticker in tickers}.values()


def newest_quotes(quotes: Iterable[QuoteV1]) -> Iterable[QuoteV1]:
    """The last received of each instrument: two ingesters' quotes of one may come in any order."""
    newest: dict[str, QuoteV1] = {}
    for quote in quotes:
        known = newest.get(quote.instrument_id)
        if known is None or quote.ts_recv_us >= known.ts_recv_us:
            newest[quote.instrument_id] = quote
    return newest.values()
