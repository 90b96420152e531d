"""What routes depend on. All of it is async: FastAPI runs plain functions in a thread."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path, Request
from shared.clock import now_us
from shared.data.engine import is_away
from shared.errors import DatabaseAwayError, UnknownCoinError
from shared.events import PriceReason, PriceV1
from shared.events.prices import aged
from shared.events.values import Mode
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from market_data.api.coins.coin_list import CoinView
from market_data.api.coins.latest_price import LatestPrices
from market_data.api.exchanges.compared import ComparedExchanges
from market_data.api.pipeline_state import Pipeline
from market_data.domain.coin_registry import Coin, CoinRegistry
from market_data.domain.windows import ListFigures
from market_data.live.boards import PriceBoard, VenueBoard
from market_data.live.unheard import Unheard


class TablesAwayError(DatabaseAwayError):
    def __init__(self) -> None:
        super().__init__("The database does not answer just now. Live prices go on.")


@dataclass(frozen=True, slots=True)
class MarketState:
    """All state that answers are made from; stored on the application as `app.state.market`."""

    mode: Mode
    engine: AsyncEngine
    registry: CoinRegistry
    venues: VenueBoard
    unheard: Unheard
    prices: PriceBoard
    latest: LatestPrices
    figures: ListFigures
    pipeline: Pipeline
    exchanges: ComparedExchanges

    def coin(self, name: str) -> Coin:
        """The coin of an id or symbol; one that has a price, but is in no table yet, is known too.

        Raises:
            UnknownCoinError: there is none.
        """
        coin = self.registry.find(name)
        if coin is None and name.lower() in self.prices:
            coin = Coin(name.lower(), name.upper(), name.upper())
        if coin is None:
            raise UnknownCoinError(name)
        return coin

    def view(self, coin: Coin, now: int) -> CoinView:
        """A coin with its price and figures from memory; ages are computed for `now`."""
        price = self.prices.get(coin.coin_id) or PriceV1(coin_id=coin.coin_id, made_us=0, reason=PriceReason.NO_DATA)
        spark = self.figures.sparks.get(coin.composite_id)
        figures = self.figures
        open_gaps = figures.open_gaps.get(coin.coin_id, 0) if figures.open_gaps is not None else None
        return CoinView(coin, aged(price, now), spark, figures.complete_percent.get(coin.coin_id), open_gaps)


async def _market(request: Request) -> MarketState:
    market: MarketState = request.app.state.market
    return market


MarketDep = Annotated[MarketState, Depends(_market)]


async def _connection(market: MarketDep) -> AsyncIterator[AsyncConnection]:
    """A connection that only reads; a database that is away answers 503."""
    try:
        async with market.engine.connect() as conn:
            yield conn
    except Exception as error:
        if is_away(error):
            raise TablesAwayError from error
        raise


Conn = Annotated[AsyncConnection, Depends(_connection)]


CoinId = Annotated[
    str, Path(description="A coin's id or, in any case, its symbol", examples=["bitcoin", "BTC"], max_length=100)
]


async def _now() -> int:
    return now_us()


Now = Annotated[int, Depends(_now)]
