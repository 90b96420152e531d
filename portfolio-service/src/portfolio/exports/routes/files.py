"""GET /portfolio/{portfolio_id}/export.csv, /export.pdf and /disposals.csv: files to take along."""

import asyncio
import re
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response
from shared.clock import now_us
from shared.events.values import Interval
from shared.http.parameters import Span
from shared.http.problems import problems

from portfolio.exports.disposals_csv import disposals_csv
from portfolio.exports.ledger_csv import ledger_csv
from portfolio.exports.statement import Statement, pdf_of
from portfolio.injection import OF_PORTFOLIO, Deps, ReadPortfolio
from portfolio.ledger.lots import LotMethod
from portfolio.ledger.portfolio import Portfolio
from portfolio.performance.course import value_history
from portfolio.valuation.figures import valued

router = APIRouter(prefix="/portfolio/{portfolio_id}", tags=["exports"])

_CSV: Final = "text/csv; charset=utf-8"
_NOT_IN_NAMES: Final = re.compile(r"[^\w.-]+", re.ASCII)
_FILE: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}


@router.get(
    "/export.csv",
    operation_id="export_csv",
    response_class=Response,
    responses={**problems(*OF_PORTFOLIO), **_FILE},
)
async def export_csv(deps: Deps, portfolio: ReadPortfolio) -> Response:
    """Every transaction, oldest first, as a file that imports to the same ledger."""
    ledger = await deps.ledgers.read(portfolio)
    text = await asyncio.to_thread(ledger_csv, [row.transaction for row in ledger.rows])
    return _csv(text, portfolio, "transactions")


@router.get(
    "/disposals.csv",
    operation_id="export_disposals_csv",
    response_class=Response,
    responses={**problems(*OF_PORTFOLIO), **_FILE},
)
async def export_disposals_csv(
    deps: Deps,
    portfolio: ReadPortfolio,
    span: Span,
    method: Annotated[LotMethod | None, Query(description="Try another one than the portfolio's")] = None,
) -> Response:
    """What was sold, spent, lost or paid as a fee, a line for each lot it came from: for the tax adviser."""
    ledger = await deps.ledgers.read(portfolio, method)
    found = [one for one in ledger.outcome.disposals if span.holds(one.time_us)]
    text = await asyncio.to_thread(disposals_csv, found, portfolio.base_currency)
    return _csv(text, portfolio, "disposals")


@router.get(
    "/export.pdf",
    operation_id="export_pdf",
    response_class=Response,
    responses={**problems(*OF_PORTFOLIO), 200: {"content": {"application/pdf": {"schema": {"type": "string"}}}}},
)
async def export_pdf(deps: Deps, portfolio: ReadPortfolio) -> Response:
    """A statement: value, allocation, holdings, realised gains and income by year."""
    ledger = await deps.ledgers.read(portfolio)
    now = now_us()
    first = ledger.rows[0].transaction.time_us if ledger.rows else now
    statement = Statement(
        portfolio=portfolio,
        figures=valued(ledger.holdings, deps.prices.of(ledger.holdings.names, portfolio.base_currency)),
        rows=ledger.rows,
        disposals=ledger.outcome.disposals,
        history=await value_history(deps, portfolio, Interval.DAY, (min(first, now), now)),
        mode=deps.settings.mode,
        made_us=now,
        name_of=deps.coins.name_of,
    )
    data = await asyncio.to_thread(pdf_of, statement)
    return _file(data, "application/pdf", portfolio, "statement.pdf")


def _csv(text: str, portfolio: Portfolio, what: str) -> Response:
    return _file(text.encode(), _CSV, portfolio, f"{what}.csv")


def _file(data: bytes, media_type: str, portfolio: Portfolio, what: str) -> Response:
    name = _NOT_IN_NAMES.sub("-", portfolio.name).strip("-") or "portfolio"
    today = datetime.now(UTC).strftime("%Y-%m-%d")
    headers = {"Content-Disposition": f'attachment; filename="{name}-{today}-{what}"'}
    return Response(data, media_type=media_type, headers=headers)
