"""The portfolios that somebody looks at: their holdings in memory, which coins they depend on, until when. No I/O."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from shared.events import WatchV1

from portfolio.ledger.portfolio import Portfolio
from portfolio.valuation.holdings import Holdings
from portfolio.valuation.valuation_text import ValuationText

NEVER: Final = 0


@dataclass(slots=True)
class Watched:
    """A portfolio at one revision of its ledger. `valued_us`: when its newest valuation was made."""

    portfolio: Portfolio
    holdings: Holdings
    text: ValuationText
    valued_us: int = NEVER

    @property
    def assets(self) -> list[str]:
        """What its value depends on: what is held, and its base currency."""
        return [*(one.asset for one in self.holdings.assets if one.quantity), self.portfolio.base_currency]


class WatchedPortfolios:
    """`watches`: who looks at what, also of portfolios that are not loaded yet."""

    def __init__(self) -> None:
        self.watches: dict[UUID, WatchV1] = {}
        self.loaded: dict[UUID, Watched] = {}
        self._by_asset: dict[str, set[UUID]] = {}

    def watch(self, watch: WatchV1) -> None:
        """The latest end counts."""
        known = self.watches.get(watch.portfolio_id)
        if known is None or known.until_us < watch.until_us:
            self.watches[watch.portfolio_id] = watch

    def forget_ended(self, now_us: int) -> None:
        for portfolio_id in [one.portfolio_id for one in self.watches.values() if one.until_us <= now_us]:
            self.forget(portfolio_id)

    def forget(self, portfolio_id: UUID) -> None:
        """It is watched no longer, or is there no longer."""
        self.watches.pop(portfolio_id, None)
        gone = self.loaded.pop(portfolio_id, None)
        for asset in gone.assets if gone else ():
            self._by_asset[asset].discard(portfolio_id)

    def put(self, watched: Watched) -> None:
        """In the place of an older revision. It is to be valued at once."""
        portfolio_id = watched.portfolio.portfolio_id
        before = self.loaded.get(portfolio_id)
        for asset in before.assets if before else ():
            self._by_asset[asset].discard(portfolio_id)
        self.loaded[portfolio_id] = watched
        for asset in watched.assets:
            self._by_asset.setdefault(asset, set()).add(portfolio_id)

    def due(self, changed: Iterable[str], before_us: int) -> list[Watched]:
        """Those with an asset whose price changed, and those that were not valued since `before_us`."""
        touched = set[UUID]().union(*(self._by_asset.get(asset, ()) for asset in changed))
        return [one for key, one in self.loaded.items() if key in touched or one.valued_us < before_us]
