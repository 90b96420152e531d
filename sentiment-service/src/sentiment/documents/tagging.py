"""The tagger of the coins that the platform follows now."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from sentiment.documents.sql.market_views import fetch_coins
from sentiment.texts.coin_tags import CoinName, CoinTagger


class Tagging:
    """`tagger` is made anew when a coin has been added or renamed; without coins it tags nothing."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self.coins: Sequence[CoinName] = ()
        self.tagger = CoinTagger(())

    async def refresh(self) -> bool:
        """Whether there are coins: market-data stores them at its first start."""
        async with self._engine.connect() as conn:
            coins = await fetch_coins(conn)
        if coins != self.coins:
            self.tagger, self.coins = CoinTagger(coins), coins
        return bool(coins)
