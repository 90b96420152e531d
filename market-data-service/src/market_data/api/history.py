"""GET /market/history: how far the exchanges' own candles from before following began are imported."""

from datetime import datetime
from typing import Annotated, Any, Final, NamedTuple

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel
from shared.errors import UnknownCoinError
from shared.events.values import Interval, Venue
from shared.http.cursors import CursorText, ListCursor, Page
from shared.http.problems import problems
from shared.http.representations import revalidate

from market_data.api.deps import Conn, MarketDep
from market_data.api.history_progress import PAGE


class HistoryKey(NamedTuple):
    """Where a page ended."""

    instrument_id: str
    interval: str


_CURSOR: Final = ListCursor("history", HistoryKey)

router = APIRouter(prefix="/market/history", tags=["pipeline"])


class HistoryImportItem(BaseModel):
    coin_id: str
    instrument_id: str
    venue: Venue
    interval: Interval
    reached: datetime
    """All candles that the exchange lists from here on are there."""
    target: datetime
    """The oldest open time that is wanted."""
    end: datetime
    """Where following began; from there on candles are made from trades."""
    done: int
    """Of `total` candles; all of them where the exchange lists nothing older."""
    total: int
    is_exhausted: bool
    """The exchange lists nothing older than `reached`: Kraken, the newest 720 candles of each interval."""
    as_of: datetime
    """When it last went on."""


class HistoryImportPage(Page[HistoryImportItem]):
    pass


@router.get("", responses=problems(UnknownCoinError))
async def list_history(
    *,
    market: MarketDep,
    conn: Conn,
    response: Response,
    coin_id: Annotated[str | None, Query(max_length=64)] = None,
    interval: Annotated[Interval | None, Query(description="1m, 1h or 1d")] = None,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 200,
    cursor: CursorText = None,
) -> HistoryImportPage:
    """List how far the import of each instrument's history is; `/market/pipeline` has the sums."""
    revalidate(response)
    coin = None if coin_id is None else market.coin(coin_id).coin_id
    within = f"{coin} {interval}"
    after = _CURSOR.read(cursor, within)
    rows = await conn.execute(
        PAGE,
        {
            "coin": coin,
            "interval": interval,
            "after_id": after and after.instrument_id,
            "after_interval": after and after.interval,
            "most": limit + 1,
        },
    )
    found = [_item(row) for row in rows]
    page, following = _CURSOR.cut(found, limit, lambda one: HistoryKey(one.instrument_id, one.interval.value), within)
    return HistoryImportPage(items=page, next=following)


def _item(row: Any) -> HistoryImportItem:
    return HistoryImportItem(
        coin_id=row.coin_id,
        instrument_id=row.instrument_id,
        venue=Venue(row.venue),
        interval=Interval(row.interval),
        reached=row.reached_at,
        target=row.target_at,
        end=row.end_at,
        done=row.done,
        total=row.total,
        is_exhausted=row.is_exhausted,
        as_of=row.updated_at,
    )
