"""How a scenario counts its rows and says what it expects: figures as text, worked out by hand."""

from collections.abc import Sequence
from decimal import Decimal

from portfolio.ledger.fold import PoolOf, Rules, ordered, outcome_of
from portfolio.ledger.lots import LotMethod
from portfolio.ledger.outcome import Outcome, Valued
from portfolio.performance.history import flow_spans
from portfolio.performance.returns import Flow, Return, money_weighted, time_weighted
from portfolio.performance.timeline import Timeline, timeline_of
from portfolio.valuation.figures import PortfolioFigures, PriceNow, figures_of

from ..ledger.rows import DAY_US

MONEY = frozenset({"USD", "EUR"})
BY_WALLET = ((0, PoolOf.WALLET),)


def rules(
    method: LotMethod = LotMethod.FIFO,
    *,
    pools: tuple[tuple[int, PoolOf], ...] = ((0, PoolOf.PORTFOLIO),),
    track_cash: bool = False,
) -> Rules:
    return Rules(method, pools, track_cash, MONEY)


def counted(*rows: Valued, of: Rules | None = None) -> Outcome:
    return outcome_of(rows, of or rules())


def text(figure: Decimal | None) -> str | None:
    return None if figure is None else f"{figure.normalize() + 0:f}"


def gains(outcome: Outcome, asset: str | None = None) -> list[str | None]:
    return [text(one.gain) for one in outcome.disposals if asset in (None, one.asset)]


def lots(outcome: Outcome, asset: str = "BTC") -> list[tuple[float, str, str | None, str | None]]:
    """Day, wallet, quantity and cost of each lot that remains."""
    return [
        (lot.acquired_us / DAY_US, lot.wallet, text(lot.remaining), text(lot.cost))
        for lot in sorted(outcome.lots(), key=lambda lot: (lot.acquired_us, lot.wallet))
        if lot.asset == asset
    ]


def contributed(outcome: Outcome) -> str | None:
    """What was put in, less the cost of what was taken out."""
    return text(sum((sums.contributed for sums in outcome.sums.values()), Decimal(0)))


def worth_now(outcome: Outcome, **prices: str) -> PortfolioFigures:
    return figures_of(outcome, {asset: PriceNow(Decimal(price)) for asset, price in prices.items()})


def line_of(rows: Sequence[Valued], of: Rules | None = None) -> Timeline:
    of = of or rules()
    in_place = ordered(rows, of.currencies)
    return timeline_of(outcome_of(in_place, of), in_place, of)


def twr(rows: Sequence[Valued], prices: dict[float, str], start: float, end: float, of: Rules | None = None) -> Return:
    """By the prices of one Bitcoin, by day; money costs 1."""
    known = {int(day * DAY_US): Decimal(price) for day, price in prices.items()}

    def price(asset: str, at: int) -> Decimal | None:
        return Decimal(1) if asset == "USD" else known.get(at) if asset == "BTC" else None

    span = int(start * DAY_US), int(end * DAY_US)
    found = time_weighted([each for _, each in flow_spans(line_of(rows, of), span, price)])
    return Return(None if found.percent is None else round(found.percent, 9), found.reason)


def xirr(rows: Sequence[Valued], value: str, end: float) -> Return:
    flows = [Flow(at, amount) for at, amount in line_of(rows).flows if amount is not None]
    return money_weighted(flows, Decimal(value), int(end * DAY_US))
