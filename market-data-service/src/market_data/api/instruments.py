"""GET /market/instruments: what can be traded where, in which steps, and whether its trades arrive."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel
from shared.errors import UnknownCoinError
from shared.events import NotFollowed, VenueReason
from shared.events.decimals import DecimalText
from shared.events.values import Venue, split_instrument_id
from shared.events.venues import VenueStanding
from shared.http.cursors import CursorText, ListCursor, Page
from shared.http.problems import problems
from shared.http.representations import revalidate

from market_data.api.deps import MarketDep, Now, TablesAwayError
from market_data.domain.coin_registry import Coin, RegisteredInstrument

_CURSOR: Final = ListCursor("instruments", str)

router = APIRouter(prefix="/market/instruments", tags=["instruments"])


_Reason = NotFollowed | VenueReason


class InstrumentStatus(StrEnum):
    FOLLOWED = "followed"
    NOT_FOLLOWED = "not_followed"
    UNKNOWN = "unknown"


class InstrumentItem(BaseModel):
    instrument_id: str
    coin_id: str
    venue: Venue
    base: str
    quote: str
    tick: DecimalText | None
    """The step of its price."""
    lot: DecimalText | None
    """The step of its size."""
    steps_reason: Literal["not_reported"] | None
    """Why `tick` or `lot` is null: not reported by the venue, or not read from it yet."""
    status: InstrumentStatus
    reason: _Reason | None
    """Why it is not followed, or why that is unknown."""
    is_rate: bool
    """Followed for the USD rate of its base."""


class InstrumentPage(Page[InstrumentItem]):
    pass


@router.get("", responses=problems(UnknownCoinError))
async def list_instruments(
    *,
    market: MarketDep,
    now: Now,
    response: Response,
    coin_id: Annotated[
        str | None, Query(max_length=100, description="Only this coin's: its id or its symbol", examples=["bitcoin"])
    ] = None,
    venue: Annotated[Venue | None, Query(description="Only those of this venue")] = None,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 500,
    cursor: CursorText = None,
) -> InstrumentPage:
    """List the instruments of the followed coins in the order of their ids."""
    if not market.registry.current:
        raise TablesAwayError
    coins = [market.coin(coin_id)] if coin_id is not None else market.registry.traded()
    of = (coins[0].coin_id if coin_id is not None else None, venue)
    last = _CURSOR.read(cursor, *of) or ""
    listed = sorted(_listed(coins, venue, after=last), key=lambda pair: pair[1].instrument_id)
    page, following = _CURSOR.cut(listed, limit, lambda pair: pair[1].instrument_id, *of)
    standings = {standing.venue: standing for standing in market.venues.standings(now)}
    revalidate(response)
    return InstrumentPage(items=[_item(*pair, standings.get(pair[1].venue)) for pair in page], next=following)


def _listed(coins: list[Coin], venue: Venue | None, *, after: str) -> Iterator[tuple[Coin, RegisteredInstrument]]:
    for coin in coins:
        for listed in coin.instruments:
            if listed.instrument_id > after and venue in (None, listed.venue):
                yield coin, listed


def _item(coin: Coin, listed: RegisteredInstrument, standing: VenueStanding | None) -> InstrumentItem:
    base, quote, venue = split_instrument_id(listed.instrument_id)
    status, reason = _status(listed, standing)
    return InstrumentItem(
        instrument_id=listed.instrument_id,
        coin_id=coin.coin_id,
        venue=venue,
        base=base,
        quote=quote,
        tick=listed.tick,
        lot=listed.lot,
        steps_reason="not_reported" if listed.tick is None or listed.lot is None else None,
        status=status,
        reason=reason,
        is_rate=listed.is_rate,
    )


def _status(listed: RegisteredInstrument, standing: VenueStanding | None) -> tuple[InstrumentStatus, _Reason | None]:
    """Whether its trades arrive, by the ingester's newest report; while its venue is away nobody knows."""
    report = standing.newest if standing else None
    why = report.not_followed().get(listed.instrument_id) if report else None
    why = why or listed.disabled
    if why is not None:
        return InstrumentStatus.NOT_FOLLOWED, why
    if standing is None or standing.reason is not None:
        return InstrumentStatus.UNKNOWN, (standing and standing.reason) or VenueReason.NO_DATA
    return InstrumentStatus.FOLLOWED, None
