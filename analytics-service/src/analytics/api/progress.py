"""How far the stored indicators are behind the candles, as after a back-fill."""

from fastapi import APIRouter, Response
from pydantic import BaseModel
from shared.http.representations import revalidate

from analytics.api.deps import FiguresDep

router = APIRouter(prefix="/analytics/progress", tags=["analytics"])


class RecomputingProgress(BaseModel):
    """Stored indicators that are computed again in the background.

    `series` are left; of their candles `candles_done` of at most `candles_total` are through, both 0 when nothing is
    left. What is requested is always computed from the candles as they are, whatever is left here.
    """

    series: int
    candles_done: int
    candles_total: int


@router.get("")
async def read_progress(figures: FiguresDep, response: Response) -> RecomputingProgress:
    """Tell how far the recomputing of stored indicators is."""
    progress = await figures.progress()
    revalidate(response)
    return RecomputingProgress(series=progress.series, candles_done=progress.done, candles_total=progress.candles)
