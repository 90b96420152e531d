"""Dependencies of the routes in this room. All are async: FastAPI runs plain functions in a thread."""

from typing import Annotated

from fastapi import Depends, Request

from analytics.api.across.reader import MarketReader


async def _market(request: Request) -> MarketReader:
    market: MarketReader = request.app.state.market
    return market


MarketDep = Annotated[MarketReader, Depends(_market)]
