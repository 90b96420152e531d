"""The value of portfolios that alerts are on, once a second: their ledgers times the newest prices."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from shared.clock import now_us
from shared.data.database import Database

from portfolio.alerts.conditions import Observed
from portfolio.alerts.evaluation.evaluator import Evaluator
from portfolio.alerts.figures import PORTFOLIO_VALUE, Series
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.sql.portfolios import fetch_portfolios_by_id
from portfolio.valuation.figures import valued
from portfolio.valuation.ledgers import Ledgers
from portfolio.valuation.live_prices import LivePrices

EVERY: Final = timedelta(seconds=1)


class PortfolioValues:
    def __init__(
        self, database: Database, ledgers: Ledgers, prices: LivePrices, clock_us: Callable[[], int] = now_us
    ) -> None:
        self._database = database
        self._ledgers = ledgers
        self._prices = prices
        self._clock_us = clock_us

    async def judge(self, evaluator: Evaluator) -> None:
        """Give the evaluator the value of each portfolio that it waits for."""
        wanted = evaluator.portfolios()
        if not wanted:
            return
        async with self._database.begin() as conn:
            portfolios = await fetch_portfolios_by_id(conn, [UUID(text) for text in wanted])
        states = []
        for portfolio in portfolios:
            at_us = self._clock_us()
            value = await self._value(portfolio)
            if value is not None:
                series = Series(str(portfolio.portfolio_id), PORTFOLIO_VALUE)
                states.append((series, Observed(at_us, value, value, value)))
        await evaluator.on_states(states)

    async def _value(self, portfolio: Portfolio) -> Decimal | None:
        """None while the price of anything that is held is not known, or is old."""
        holdings = (await self._ledgers.read(portfolio)).holdings
        figures = valued(holdings, self._prices.of(holdings.names, portfolio.base_currency))
        is_whole = all(one.value is not None for one in figures.assets if one.quantity)
        return figures.value if is_whole and not figures.stale else None
