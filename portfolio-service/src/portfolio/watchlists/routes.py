"""Routes /portfolio/watchlists: lists of coins, in their owner's order."""

from collections.abc import Sequence
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field
from shared.errors import ConflictError, InvalidFieldError, NotFoundError
from shared.http.problems import problems

from portfolio.injection import REFUSALS, Conn, Deps, Reader, Writer
from portfolio.ledger.currencies import CURRENCIES
from portfolio.ledger.routes.fields import Asset, Body, Name
from portfolio.valuation.coins import Coins
from portfolio.watchlists.sql import (
    Watchlist,
    add_coin,
    count_coins,
    delete_watchlist,
    ensure_default,
    fetch_watchlists,
    insert_watchlist,
    lock_watchlist,
    remove_coin,
    rename,
    replace_coins,
)

router = APIRouter(prefix="/portfolio/watchlists", tags=["watchlists"])

_MOST_LISTS: Final = 50
_MOST_COINS: Final = 500
Coinlist = Annotated[list[Asset], Field(max_length=_MOST_COINS)]
WatchlistId = Annotated[UUID, Path(description="`watchlist_id` of the list")]


class UnknownWatchlistError(NotFoundError):
    code = "unknown_watchlist"

    def __init__(self) -> None:
        super().__init__("This watchlist does not exist or is not yours")


class DefaultWatchlistError(ConflictError):
    code = "default_watchlist"

    def __init__(self) -> None:
        super().__init__("The first watchlist stays: it can be emptied and renamed")


class TooManyWatchlistsError(ConflictError):
    code = "too_many_watchlists"

    def __init__(self) -> None:
        super().__init__(f"An account has at most {_MOST_LISTS} watchlists: delete one first")


class TooManyCoinsError(ConflictError):
    code = "too_many_coins"

    def __init__(self) -> None:
        super().__init__(f"A watchlist has at most {_MOST_COINS} coins: take one out first")


class WatchlistItem(BaseModel):
    watchlist_id: UUID
    name: str
    default: bool
    coins: list[str]

    @classmethod
    def of(cls, one: Watchlist) -> "WatchlistItem":
        return cls(watchlist_id=one.watchlist_id, name=one.name, default=one.is_default, coins=list(one.coins))


class Watchlists(BaseModel):
    items: list[WatchlistItem]


class NewWatchlist(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Layer 1", "coins": ["bitcoin", "ethereum"]}]})

    name: Name
    coins: Annotated[Coinlist, Field(default_factory=list)]


class WatchlistChanges(Body):
    """`coins` are all of them, in order; what is left out or null stays as it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"coins": ["ethereum", "bitcoin"]}]})

    name: Name | None = None
    coins: Coinlist | None = None


@router.get("", operation_id="list_watchlists", responses=problems(*REFUSALS))
async def list_watchlists(reader: Reader, conn: Conn) -> Watchlists:
    """List the account's watchlists; there is one from the start."""
    await ensure_default(conn, reader.user_id)
    return Watchlists(items=[WatchlistItem.of(one) for one in await fetch_watchlists(conn, reader.user_id)])


@router.post(
    "", operation_id="create_watchlist", status_code=201, responses=problems(*REFUSALS, TooManyWatchlistsError)
)
async def create_watchlist(writer: Writer, deps: Deps, conn: Conn, body: NewWatchlist) -> WatchlistItem:
    coins = _coin_ids(body.coins, deps.coins)
    await ensure_default(conn, writer.user_id)
    if len(await fetch_watchlists(conn, writer.user_id)) >= _MOST_LISTS:
        raise TooManyWatchlistsError
    made = await insert_watchlist(conn, writer.user_id, body.name, coins)
    return await _item(conn, writer.user_id, made)


@router.patch("/{watchlist_id}", operation_id="change_watchlist", responses=problems(*REFUSALS, UnknownWatchlistError))
async def change_watchlist(
    writer: Writer, deps: Deps, conn: Conn, watchlist_id: WatchlistId, body: WatchlistChanges
) -> WatchlistItem:
    """Rename it, or say its coins anew, in order."""
    await _lock(conn, writer.user_id, watchlist_id)
    if body.name is not None:
        await rename(conn, watchlist_id, body.name)
    if body.coins is not None:
        await replace_coins(conn, watchlist_id, _coin_ids(body.coins, deps.coins))
    return await _item(conn, writer.user_id, watchlist_id)


@router.delete(
    "/{watchlist_id}",
    operation_id="delete_watchlist",
    status_code=204,
    responses=problems(*REFUSALS, UnknownWatchlistError, DefaultWatchlistError),
)
async def remove_watchlist(writer: Writer, conn: Conn, watchlist_id: WatchlistId) -> None:
    if await _lock(conn, writer.user_id, watchlist_id):
        raise DefaultWatchlistError
    await delete_watchlist(conn, watchlist_id)


@router.put(
    "/{watchlist_id}/coins/{coin}",
    operation_id="watch_coin",
    status_code=204,
    responses=problems(*REFUSALS, UnknownWatchlistError, TooManyCoinsError),
)
async def watch_coin(writer: Writer, deps: Deps, conn: Conn, watchlist_id: WatchlistId, coin: Asset) -> None:
    """Put a coin at the end of it; one that stands there already stays."""
    (coin_id,) = _coin_ids([coin], deps.coins)
    await _lock(conn, writer.user_id, watchlist_id)
    await add_coin(conn, watchlist_id, coin_id)
    if await count_coins(conn, watchlist_id) > _MOST_COINS:
        raise TooManyCoinsError


@router.delete(
    "/{watchlist_id}/coins/{coin}",
    operation_id="unwatch_coin",
    status_code=204,
    responses=problems(*REFUSALS, UnknownWatchlistError),
)
async def unwatch_coin(writer: Writer, deps: Deps, conn: Conn, watchlist_id: WatchlistId, coin: Asset) -> None:
    """Take a coin out of it; one that does not stand there changes nothing."""
    await _lock(conn, writer.user_id, watchlist_id)
    await remove_coin(conn, watchlist_id, deps.coins.asset_of(coin) or coin)


async def _lock(conn: Conn, user_id: UUID, watchlist_id: UUID) -> bool:
    """Whether it is the default one. Raises `UnknownWatchlistError`."""
    is_default = await lock_watchlist(conn, user_id, watchlist_id)
    if is_default is None:
        raise UnknownWatchlistError
    return is_default


async def _item(conn: Conn, user_id: UUID, watchlist_id: UUID) -> WatchlistItem:
    found = await fetch_watchlists(conn, user_id)
    return next(WatchlistItem.of(one) for one in found if one.watchlist_id == watchlist_id)


def _coin_ids(names: Sequence[str], coins: Coins) -> list[str]:
    """Each coin once, in the order of the names."""
    found = [coins.resolve(name, f"coins.{at}") for at, name in enumerate(names)]
    if money := [name for name in found if name in CURRENCIES]:
        raise InvalidFieldError("coins", f"{money[0]} is a currency, no coin")
    return list(dict.fromkeys(found))
