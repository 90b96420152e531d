"""Routes /portfolio: an account's portfolios and what they are worth now."""

from datetime import UTC, datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field, StrictBool
from shared.errors import InvalidFieldError
from shared.http.cursors import CursorText, ListCursor, Page
from shared.http.parameters import Time
from shared.http.problems import problems

from portfolio.injection import OF_PORTFOLIO, REFUSALS, Conn, Deps, PortfolioId, Reader, Writer
from portfolio.ledger.currencies import CURRENCIES, USD
from portfolio.ledger.errors import KeyReusedError, TooManyPortfoliosError, UnknownPortfolioError
from portfolio.ledger.fold import PoolOf
from portfolio.ledger.idempotency import IdempotencyKey, once
from portfolio.ledger.lots import LotMethod
from portfolio.ledger.portfolio import PoolRule, Portfolio
from portfolio.ledger.routes.fields import Asset, Body, Name
from portfolio.ledger.sql.portfolios import (
    count_portfolios,
    delete_portfolio,
    fetch_portfolio,
    fetch_portfolios,
    insert_portfolio,
    update_portfolio,
    upsert_pool,
)
from portfolio.valuation.coins import Coins

router = APIRouter(prefix="/portfolio", tags=["portfolios"])

_CURSOR: Final = ListCursor("portfolios", UUID)


class PoolItem(BaseModel):
    since: datetime
    pool: PoolOf


class PortfolioItem(BaseModel):
    portfolio_id: UUID
    name: str
    base_currency: str
    lot_method: LotMethod
    pool: PoolOf
    pools: list[PoolItem]
    """From when which; the first one holds before it, too."""
    track_cash: bool
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, one: Portfolio) -> "PortfolioItem":
        return cls(
            portfolio_id=one.portfolio_id,
            name=one.name,
            base_currency=one.base_currency,
            lot_method=one.lot_method,
            pool=one.pool,
            pools=[PoolItem(since=rule.since, pool=rule.pool) for rule in one.pools],
            track_cash=one.track_cash,
            created_at=one.created_at,
            updated_at=one.updated_at,
        )


class PortfolioPage(Page[PortfolioItem]):
    pass


class NewPortfolio(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Long term", "base_currency": "USD"}]})

    name: Name
    base_currency: Asset = USD
    lot_method: LotMethod = LotMethod.FIFO
    pool: PoolOf = PoolOf.PORTFOLIO
    track_cash: StrictBool = False


class PortfolioChanges(Body):
    """Any of them; what is left out or null stays as it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"lot_method": "hifo"}]})

    name: Name | None = None
    lot_method: LotMethod | None = None
    pool: PoolOf | None = None
    pool_since: Annotated[Time | None, Field(description="From when `pool` holds; left out: from now on")] = None
    track_cash: StrictBool | None = None


@router.post(
    "",
    operation_id="create_portfolio",
    status_code=201,
    responses=problems(*REFUSALS, TooManyPortfoliosError, KeyReusedError),
)
async def create_portfolio(
    request: Request, writer: Writer, deps: Deps, conn: Conn, body: NewPortfolio, key: IdempotencyKey = None
) -> PortfolioItem:
    """Create a portfolio. `base_currency`: what everything is valued in, a currency that has a rate here, or a coin."""
    base = _base_currency(body.base_currency, deps.coins)

    async def create() -> PortfolioItem:
        most = deps.settings.portfolios_most
        if await count_portfolios(conn, writer.user_id) >= most:
            raise TooManyPortfoliosError(most)
        chosen = body.model_dump(include={"name", "lot_method", "pool", "track_cash"})
        made = await insert_portfolio(conn, writer.user_id, base_currency=base, **chosen)
        return PortfolioItem.of(await _read(conn, writer.user_id, made))

    answer: PortfolioItem = await once(conn, writer.user_id, key, (request.url.path, body), create)
    return answer


@router.get("", operation_id="list_portfolios", responses=problems(*REFUSALS))
async def list_portfolios(
    reader: Reader,
    conn: Conn,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: CursorText = None,
) -> PortfolioPage:
    """List the account's portfolios, newest first."""
    before = _CURSOR.read(cursor, reader.user_id)
    found = await fetch_portfolios(conn, reader.user_id, before=before, limit=limit + 1)
    page, following = _CURSOR.cut(found, limit, lambda one: one.portfolio_id, reader.user_id)
    return PortfolioPage(items=[PortfolioItem.of(one) for one in page], next=following)


@router.get("/user/{user_id}", operation_id="list_portfolios_of_user", responses=problems(*OF_PORTFOLIO))
async def list_portfolios_of_user(
    reader: Reader,
    conn: Conn,
    user_id: Annotated[UUID, Path(description="The caller's own; another one is 404")],
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: CursorText = None,
) -> PortfolioPage:
    """List the portfolios of the caller, as `GET /portfolio` does."""
    if user_id != reader.user_id:
        raise UnknownPortfolioError
    return await list_portfolios(reader, conn, limit, cursor)


@router.get("/{portfolio_id}/settings", operation_id="read_portfolio_settings", responses=problems(*OF_PORTFOLIO))
async def read_portfolio_settings(reader: Reader, conn: Conn, portfolio_id: PortfolioId) -> PortfolioItem:
    """Read its name and how its ledger is counted, without any figure."""
    return PortfolioItem.of(await _read(conn, reader.user_id, portfolio_id))


@router.patch("/{portfolio_id}", operation_id="change_portfolio", responses=problems(*OF_PORTFOLIO))
async def change_portfolio(
    writer: Writer, conn: Conn, portfolio_id: PortfolioId, body: PortfolioChanges
) -> PortfolioItem:
    """Change its name or how its ledger is counted; all lots and gains follow."""
    await _read(conn, writer.user_id, portfolio_id, lock=True)
    if body.pool is None and body.pool_since is not None:
        raise InvalidFieldError("pool_since", "says from when `pool` holds, which is missing")
    if body.pool is not None:
        since = body.pool_since or datetime.now(UTC)
        await upsert_pool(conn, portfolio_id, PoolRule(since, body.pool))
    changes = body.model_dump(exclude_none=True, include={"name", "lot_method", "track_cash"})
    await update_portfolio(conn, portfolio_id, changes)
    return PortfolioItem.of(await _read(conn, writer.user_id, portfolio_id))


@router.delete("/{portfolio_id}", operation_id="delete_portfolio", status_code=204, responses=problems(*OF_PORTFOLIO))
async def remove_portfolio(writer: Writer, deps: Deps, conn: Conn, portfolio_id: PortfolioId) -> None:
    """Delete a portfolio with everything in it. This cannot be taken back."""
    if not await delete_portfolio(conn, writer.user_id, portfolio_id):
        raise UnknownPortfolioError
    await deps.summaries.forget(writer.user_id, portfolio_id)


async def _read(conn: Conn, user_id: UUID, portfolio_id: UUID, *, lock: bool = False) -> Portfolio:
    found = await fetch_portfolio(conn, user_id, portfolio_id, lock=lock)
    if found is None:
        raise UnknownPortfolioError
    return found


def _base_currency(name: str, coins: Coins) -> str:
    base = coins.resolve(name, "base_currency")
    if base in CURRENCIES and base != USD and base not in coins.rates:
        known = ", ".join((USD, *sorted(coins.rates)))
        raise InvalidFieldError("base_currency", f"no rate of {base} is known here: choose {known} or a coin")
    return base
