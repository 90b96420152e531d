"""GET /market/pipeline: whether everything that the exchanges sent has arrived."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel
from shared.events import Feed
from shared.events.values import Interval, Mode
from shared.http.problems import problems

from market_data.api.deps import Conn, MarketDep, Now

router = APIRouter(prefix="/market/pipeline", tags=["pipeline"])


class IntervalHistory(BaseModel):
    """The exchanges' own candles of one interval, over all instruments."""

    interval: Interval
    done: int
    total: int
    target: datetime | None
    """The oldest open time that is wanted."""


class History(BaseModel):
    """In candles that are wanted; where an exchange lists no more, what it does not list counts as done."""

    done: int
    total: int
    intervals: list[IntervalHistory]
    """`1h`, `1d`, `1m`: in this order the newest are read; `/market/history` has each instrument."""


class PipelineItem(BaseModel):
    mode: Mode
    feed: Feed
    trades_received: int
    """By the running ingesters since they started, repeats included."""
    trades_stored: int
    """Rows in `prices`, exactly."""
    duplicates: int
    unparsed: int
    record_lag: int | None
    """Records that the recorder has not committed; null while the broker does not answer."""
    settled: bool
    """The feed has ended, all trades are rows, all minutes closed, and of the higher intervals those that are over."""
    history: History


@router.get("", responses=problems())
async def read_pipeline(market: MarketDep, conn: Conn, now: Now) -> PipelineItem:
    """Read how far the trades are on their way from the exchanges to their rows."""
    state = await market.pipeline.read(conn, now)
    return PipelineItem(
        mode=market.mode,
        feed=state.feed,
        trades_received=state.trades_received,
        trades_stored=state.trades_stored,
        duplicates=state.duplicates,
        unparsed=state.unparsed,
        record_lag=state.record_lag,
        settled=state.settled,
        history=History(
            done=sum(one.done for one in state.history),
            total=sum(one.total for one in state.history),
            intervals=[
                IntervalHistory(interval=one.interval, done=one.done, total=one.total, target=one.target)
                for one in state.history
            ],
        ),
    )
