"""What routes declare as parameters. All of it async: FastAPI would run plain functions in a thread."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Request
from shared.data.database import Database
from shared.errors import ProblemError
from shared.http.identity import MissingScopeError, NotSignedInError, requires
from shared.http.tokens import Claims, Scope
from sqlalchemy.ext.asyncio import AsyncConnection

from portfolio.imports.committing import Commits
from portfolio.ledger.errors import UnknownPortfolioError
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.sql.portfolios import fetch_portfolio
from portfolio.settings import Settings
from portfolio.valuation.coins import Coins
from portfolio.valuation.ledgers import Ledgers
from portfolio.valuation.live_prices import LivePrices
from portfolio.valuation.summaries import Summaries


@dataclass(frozen=True, slots=True)
class Dependencies:
    """On the application's state as `dependencies`."""

    settings: Settings
    database: Database
    coins: Coins
    prices: LivePrices
    ledgers: Ledgers
    summaries: Summaries
    commits: Commits


async def _dependencies(request: Request) -> Dependencies:
    dependencies: Dependencies = request.app.state.dependencies
    return dependencies


Deps = Annotated[Dependencies, Depends(_dependencies)]


async def _connection(deps: Deps) -> AsyncIterator[AsyncConnection]:
    async with deps.database.begin() as conn:
        yield conn


# One request, one transaction, committed before the response is sent.
Conn = Annotated[AsyncConnection, Depends(_connection, scope="function")]
Reader = Annotated[Claims, requires(Scope.PORTFOLIO_READ)]
Writer = Annotated[Claims, requires(Scope.PORTFOLIO_WRITE)]
PortfolioId = Annotated[UUID, Path(description="`portfolio_id` of the list")]


async def _portfolio(reader: Reader, deps: Deps, portfolio_id: PortfolioId) -> Portfolio:
    async with deps.database.begin() as conn:
        found = await fetch_portfolio(conn, reader.user_id, portfolio_id)
    if found is None:
        raise UnknownPortfolioError
    return found


async def _own_portfolio(writer: Writer, deps: Deps, portfolio_id: PortfolioId) -> Portfolio:
    async with deps.database.begin() as conn:
        found = await fetch_portfolio(conn, writer.user_id, portfolio_id)
    if found is None:
        raise UnknownPortfolioError
    return found


async def _locked_portfolio(writer: Writer, conn: Conn, portfolio_id: PortfolioId) -> Portfolio:
    found = await fetch_portfolio(conn, writer.user_id, portfolio_id, lock=True)
    if found is None:
        raise UnknownPortfolioError
    return found


ReadPortfolio = Annotated[Portfolio, Depends(_portfolio)]
OwnPortfolio = Annotated[Portfolio, Depends(_own_portfolio)]
"""For writers who lock it later, or not at all."""
LockedPortfolio = Annotated[Portfolio, Depends(_locked_portfolio)]
"""Nobody else changes it until the request's transaction ends."""

# What every route answers to a request without credentials, or without the scope.
REFUSALS: tuple[type[ProblemError], ...] = (NotSignedInError, MissingScopeError)
OF_PORTFOLIO: tuple[type[ProblemError], ...] = (*REFUSALS, UnknownPortfolioError)
