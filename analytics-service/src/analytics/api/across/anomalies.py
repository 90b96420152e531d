"""What is far from what one would expect: moves, volumes, venues."""

from bisect import bisect_right
from datetime import datetime
from typing import Annotated, Final, NamedTuple

from fastapi import APIRouter, Query, Response
from shared.clock import from_us, to_us
from shared.errors import InvalidFieldError, UnknownCoinError
from shared.events.values import Interval
from shared.http.cursors import CursorText, ListCursor
from shared.http.parameters import Time, row_cost
from shared.http.problems import problems
from shared.http.representations import revalidate

from analytics.api.across.deps import MarketDep
from analytics.api.across.figures import Ages, known, rounded
from analytics.api.across.market_answers import Anomalies, Anomaly, AnomalyKind, Severity
from analytics.api.across.parameters import Coins
from analytics.api.across.reader import MarketReader, of_market
from analytics.api.deps import SettingsDep
from analytics.api.parameters import CandleInterval
from analytics.engine.reasons import FigureReason
from analytics.indicators.series import STATUSES
from analytics.market.candles.sql import CandleSpan
from analytics.market.wide.anomalies import MIN_SAMPLE
from analytics.market.wide.anomalies_reading import FoundAnomaly, Judgement, StoredAnomalies, read_anomalies

router = APIRouter(prefix="/analytics", tags=["analytics across coins"])

MOST_JUDGED: Final = 1_500
_USUAL_JUDGED: Final = 24
_COST: Final = row_cost(rows=1_500)
_UNITS: Final = {"price": "percent", "volume": "usd", "venue_divergence": "bp"}
_WHY: Final = {
    "price": "The close moved by {observed} %; the median of {n} candles before is {expected} %",
    "volume": "{observed} USD were traded; the median of {n} candles before is {expected} USD",
    "venue_divergence": "{venue} closed {observed} bp off the composite; the median of {n} before is {expected} bp",
}


class AnomalyKey(NamedTuple):
    """Newest first, of one time the strongest."""

    before_us: int
    strength: float
    instrument_id: str
    kind: str


_CURSOR: Final = ListCursor("anomalies", AnomalyKey)


@router.get("/anomalies", responses=problems(UnknownCoinError), openapi_extra=_COST)
async def list_anomalies(
    *,
    market: MarketDep,
    settings: SettingsDep,
    response: Response,
    coins: Coins,
    start: Annotated[Time | None, Query(description="From this time on; without it the newest 24 candles")] = None,
    interval: CandleInterval = Interval.HOUR,
    period: Annotated[
        int, Query(ge=MIN_SAMPLE, le=720, description="How many candles before each one it is compared with")
    ] = 168,
    kind: Annotated[AnomalyKind | None, Query(description="Only these")] = None,
    severity: Annotated[Severity | None, Query(description="At least so severe")] = None,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 200,
    cursor: CursorText = None,
) -> Anomalies:
    """List candles far from the median of those before (robust z of at least 5), newest first. Never partial ones."""
    list_of = (*(coins or ()), start, interval, period, kind, severity)
    last = _CURSOR.read(cursor, *list_of)
    judged, count, found = await stored_anomalies(market, coins, interval, period, start)
    revalidate(response)
    shown = sorted((one for one in found.items if _is_wanted(one, kind, severity)), key=_key)
    shown = shown[0 if last is None else bisect_right(shown, last, key=_key) :]
    page, following = _CURSOR.cut(shown[: limit + 1], limit, _key, *list_of)
    reason = FigureReason.NO_DATA if all(at is None for at in found.as_of_us) else None
    if reason is None and len(found.not_enough) == count:
        reason = FigureReason.NOT_ENOUGH
    return Anomalies(
        **Ages(settings, interval).of(found.as_of_us, reason),
        interval=interval,
        start=from_us(judged.start_us),
        period=period,
        coins=count,
        not_enough=list(found.not_enough),
        items=[_anomaly(one, interval) for one in page],
        more=len(shown) - len(page),
        next=following,
    )


def _key(one: FoundAnomaly) -> AnomalyKey:
    return AnomalyKey(-one.open_time_us, -abs(one.z), one.instrument_id, one.kind)


async def stored_anomalies(
    market: MarketReader, names: list[str] | None, interval: Interval, period: int, start: datetime | None = None
) -> tuple[Judgement, int, StoredAnomalies]:
    """Which candles were judged, of how many coins, and what was found. Raises `InvalidFieldError`."""
    async with market.snapshot() as view:
        coins = view.coins(names)
        newest_us = await view.newest(coins, interval) or 0
        judged = Judgement(period, _first_judged(start, newest_us, interval))
        # Twice the period: some candles before may be missing or partial.
        first_us = min(judged.start_us, newest_us) - 2 * period * interval.us
        span = CandleSpan(interval, first_us, newest_us + interval.us)
        reading = of_market(
            "anomalies",
            interval,
            *judged,
            *(coin.composite for coin in coins),
            state=await view.state(coins, span),
            compute=lambda: read_anomalies(view.conn, coins, span, judged),
        )
        return judged, len(coins), await market.read(StoredAnomalies, reading)


def _first_judged(start: datetime | None, newest_us: int, interval: Interval) -> int:
    """The first open time at or after `start`; without it, that of the newest 24 candles."""
    if start is None:
        return newest_us - (_USUAL_JUDGED - 1) * interval.us
    first = -(-to_us(start) // interval.us) * interval.us
    if (newest_us - first) // interval.us > MOST_JUDGED:
        raise InvalidFieldError("start", f"is more than {MOST_JUDGED} candles of {interval} back: use a longer one")
    return first


def _is_wanted(one: FoundAnomaly, kind: AnomalyKind | None, least: Severity | None) -> bool:
    order = list(Severity)
    return (kind is None or one.kind == kind) and (
        least is None or order.index(Severity(one.severity)) >= order.index(least)
    )


def _anomaly(one: FoundAnomaly, interval: Interval) -> Anomaly:
    places = 0 if one.kind == "volume" else 3
    observed, expected = rounded(one.observed, places), rounded(one.expected, places)
    why = _WHY[one.kind].format(observed=observed, expected=expected, n=one.n, venue=one.venue.capitalize())
    return Anomaly(
        coin_id=one.coin_id,
        instrument_id=one.instrument_id,
        venue=one.venue,
        kind=AnomalyKind(one.kind),
        open_time=from_us(one.open_time_us),
        interval=interval,
        unit=_UNITS[one.kind],
        observed=known(one.observed),
        expected=known(one.expected),
        z=known(round(one.z, 2)),
        n=one.n,
        severity=Severity(one.severity),
        status=STATUSES[one.rank],
        why=why,
    )
