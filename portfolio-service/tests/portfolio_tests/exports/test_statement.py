"""The statement as a document."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from portfolio.exports.statement import Statement, pdf_of
from portfolio.ledger.fold import PoolOf, Rules, outcome_of
from portfolio.ledger.lots import LotMethod
from portfolio.ledger.portfolio import PoolRule, Portfolio
from portfolio.ledger.transactions import Kind
from portfolio.performance.history import History, HistoryPoint
from portfolio.valuation.figures import PriceNow, figures_of
from shared.events.values import Mode

from ..ledger.rows import DAY_US, buy, row, sell
from ..owners import Owner

ROWS = [
    buy(1, "BTC", "2", "20000"),
    sell(400, "BTC", "1", "15000"),
    row(401, Kind.STAKING, in_=("ETH", "1"), value="1000"),
    row(402, Kind.AIRDROP, in_=("*#[evil]", "1")),
]


def statement(mode: Mode = Mode.LIVE) -> Statement:
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    portfolio = Portfolio(
        portfolio_id=UUID(int=1),
        user_id=UUID(int=2),
        name="Long term *#[x] $",
        base_currency="USD",
        lot_method=LotMethod.FIFO,
        track_cash=False,
        pools=(PoolRule(epoch, PoolOf.PORTFOLIO),),
        revision=1,
        rewritten=0,
        created_at=epoch,
        updated_at=epoch,
    )
    outcome = outcome_of(ROWS, Rules(currencies=frozenset({"USD"})))
    prices = {"BTC": PriceNow(Decimal(12_000)), "ETH": PriceNow(Decimal(1_100))}
    history = History([HistoryPoint(day * DAY_US, Decimal(day * 100), Decimal(0), ()) for day in range(1, 30)], [])
    return Statement(
        portfolio, figures_of(outcome, prices), ROWS, outcome.disposals, history, mode, 500 * DAY_US, str.title
    )


@pytest.mark.parametrize("mode", list(Mode))
def test_a_statement_is_a_document_in_every_mode(mode: Mode) -> None:
    assert pdf_of(statement(mode)).startswith(b"%PDF-")


def test_the_same_statement_gives_the_same_bytes() -> None:
    assert pdf_of(statement()) == pdf_of(statement())


@pytest.mark.usefixtures("prices")
async def test_the_owner_gets_it_as_a_file_and_nobody_else(owner: Owner, stranger: Owner) -> None:
    portfolio = await owner.new_portfolio()

    answer = await owner.ask("GET", f"/{portfolio}/export.pdf")

    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert (await stranger.ask("GET", f"/{portfolio}/export.pdf")).status_code == 404
