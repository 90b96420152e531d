"""What routes declare as parameters. All of it async: FastAPI would run plain functions in a thread."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from fastapi import Depends, Request
from shared.data.database import Database
from shared.data.redis import Redis
from shared.errors import UnavailableError, UnknownCoinError
from shared.events.values import ASSET_ALIASES
from sqlalchemy.ext.asyncio import AsyncConnection

from sentiment.aggregates.computing import Computing
from sentiment.aggregates.reader import SentimentReader
from sentiment.documents.tagging import Tagging
from sentiment.models.model import Model
from sentiment.settings import Settings
from sentiment.sources.definition import SourceDefinition
from sentiment.texts.coin_tags import CoinName

_EVALUATION: Final = Path(__file__).parent / "api" / "evaluation.json"
"""Written by `make evaluate-sentiment`."""


class BusyError(UnavailableError):
    """More work waits than can be done in time."""

    code = "busy"

    def __init__(self) -> None:
        super().__init__("Too much is being analysed at this moment. Try again shortly.", headers={"Retry-After": "1"})


class Turns:
    """Lets `at_once` in at a time, and `waiting` more wait for their turn."""

    def __init__(self, at_once: int = 1, waiting: int = 3) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._most = at_once + waiting
        self._inside = 0

    @contextlib.asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Raises `BusyError` when as many wait as may."""
        if self._inside >= self._most:
            raise BusyError
        self._inside += 1
        try:
            async with self._free:
                yield
        finally:
            self._inside -= 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependencies:
    """On the application's state as `dependencies`. `models`: those that texts may be analysed with, by name."""

    settings: Settings
    database: Database
    redis: Redis
    tagging: Tagging
    sources: tuple[SourceDefinition, ...]
    model: Model
    models: Mapping[str, Model]
    reader: SentimentReader
    analyses: Turns
    topics: Turns
    evaluation: Path = _EVALUATION

    @property
    def computing(self) -> Computing:
        return self.reader.computing

    def coin(self, name: str) -> CoinName:
        """A coin_id goes before a symbol, that before an alias (`XBT`), that before a coin_id in another case.

        Raises:
            UnknownCoinError: it is neither.
            UnavailableError: no coin is known yet, as just after the first start.
        """
        coins, upper = self.tagging.coins, name.upper()
        if not coins:
            raise UnavailableError("The coins are not known yet. Try again shortly.")
        other = ASSET_ALIASES.get(upper)
        ways: tuple[Callable[[CoinName], bool], ...] = (
            lambda coin: coin.coin_id == name,
            lambda coin: coin.symbol.upper() == upper,
            lambda coin: coin.symbol.upper() == other,
            lambda coin: coin.coin_id == name.lower(),
        )
        found = next((coin for is_meant in ways for coin in coins if is_meant(coin)), None)
        if found is None:
            raise UnknownCoinError(name)
        return found


async def _dependencies(request: Request) -> Dependencies:
    dependencies: Dependencies = request.app.state.dependencies
    return dependencies


Deps = Annotated[Dependencies, Depends(_dependencies)]


async def _connection(deps: Deps) -> AsyncIterator[AsyncConnection]:
    async with deps.database.begin() as conn:
        yield conn


# One request, one transaction.
Conn = Annotated[AsyncConnection, Depends(_connection, scope="function")]
