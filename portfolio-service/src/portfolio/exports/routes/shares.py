"""Routes /portfolio/{portfolio_id}/shares: links to a portfolio; and /portfolio/shared/{token}: what they show."""

from datetime import UTC, datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field, StrictBool
from shared.clock import from_us
from shared.errors import ConflictError, InvalidFieldError, NotFoundError
from shared.http.parameters import Time
from shared.http.problems import problems

from portfolio.exports.sql import (
    Share,
    count_live_shares,
    fetch_shares,
    find_shown,
    insert_share,
    new_token,
    revoke_share,
)
from portfolio.injection import OF_PORTFOLIO, Conn, Deps, LockedPortfolio, ReadPortfolio
from portfolio.ledger.routes.fields import Body, ExactText
from portfolio.ledger.sql.portfolios import fetch_portfolio
from portfolio.valuation.figures import FigureReason, valued

router = APIRouter(prefix="/portfolio", tags=["shares"])

_MOST: Final = 20
ShareId = Annotated[UUID, Path(description="`share_id` of the list")]
Token = Annotated[str, Path(min_length=20, max_length=64, pattern=r"^[\w-]+$")]


class UnknownShareError(NotFoundError):
    """There is none, or it was revoked or has expired: nobody can tell which."""

    code = "unknown_share"

    def __init__(self) -> None:
        super().__init__("This link does not exist or has ended")


class TooManySharesError(ConflictError):
    code = "too_many_shares"

    def __init__(self) -> None:
        super().__init__(f"A portfolio has at most {_MOST} links: revoke one first")


class NewShare(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [{"hide_amounts": True}]})

    expires_at: Annotated[Time | None, Field(description="Left out or null: until it is revoked")] = None
    hide_amounts: StrictBool = True


class ShareItem(BaseModel):
    share_id: UUID
    hide_amounts: bool
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    @classmethod
    def of(cls, one: Share) -> "ShareItem":
        return cls(**one._asdict())


class NewShareItem(ShareItem):
    path: str
    """Of the dashboard. It is told here and never again."""


class Shares(BaseModel):
    items: list[ShareItem]


class SharedAsset(BaseModel):
    coin_id: str
    share_percent: ExactText | None
    roi_percent: ExactText | None
    price: ExactText | None
    quantity: ExactText | None
    value: ExactText | None
    reason: FigureReason | None


class SharedPortfolio(BaseModel):
    """With `hide_amounts`, quantities and values are null: only shares and per cent are shown."""

    name: str
    base_currency: str
    hide_amounts: bool
    as_of: datetime | None
    stale: bool
    value: ExactText | None
    roi_percent: ExactText | None
    assets: list[SharedAsset]


@router.post(
    "/{portfolio_id}/shares",
    operation_id="create_share",
    status_code=201,
    responses=problems(*OF_PORTFOLIO, TooManySharesError),
)
async def create_share(conn: Conn, portfolio: LockedPortfolio, body: NewShare, portfolio_id: UUID) -> NewShareItem:
    """Make a link that shows the portfolio to whoever has it, read only."""
    if body.expires_at is not None and body.expires_at <= datetime.now(UTC):
        raise InvalidFieldError("expires_at", "is over already")
    if await count_live_shares(conn, portfolio_id) >= _MOST:
        raise TooManySharesError
    token = new_token()
    made = await insert_share(
        conn, portfolio.portfolio_id, token, hide_amounts=body.hide_amounts, expires_at=body.expires_at
    )
    return NewShareItem(**made._asdict(), path=f"/shared/{token}")


@router.get("/{portfolio_id}/shares", operation_id="list_shares", responses=problems(*OF_PORTFOLIO))
async def list_shares(conn: Conn, portfolio: ReadPortfolio, portfolio_id: UUID) -> Shares:
    """List links, newest first, also those that have ended."""
    del portfolio
    return Shares(items=[ShareItem.of(one) for one in await fetch_shares(conn, portfolio_id)])


@router.delete(
    "/{portfolio_id}/shares/{share_id}",
    operation_id="revoke_share",
    status_code=204,
    responses=problems(*OF_PORTFOLIO, UnknownShareError),
)
async def remove_share(conn: Conn, portfolio: LockedPortfolio, portfolio_id: UUID, share_id: ShareId) -> None:
    """Revoke a link: it is 404 from now on."""
    del portfolio
    if not await revoke_share(conn, portfolio_id, share_id):
        raise UnknownShareError


@router.get("/shared/{token}", operation_id="read_shared_portfolio", responses=problems(UnknownShareError))
async def read_shared(deps: Deps, token: Token) -> SharedPortfolio:
    """What a link shows. No sign-in is needed."""
    async with deps.database.begin() as conn:
        shown = await find_shown(conn, token)
        portfolio = None if shown is None else await fetch_portfolio(conn, shown.user_id, shown.portfolio_id)
    if shown is None or portfolio is None:
        raise UnknownShareError
    holdings = (await deps.summaries.read(portfolio)).holdings
    figures = valued(holdings, deps.prices.of(holdings.names, portfolio.base_currency))
    hide = shown.hide_amounts
    return SharedPortfolio(
        name=portfolio.name,
        base_currency=portfolio.base_currency,
        hide_amounts=hide,
        as_of=None if figures.as_of_us is None else from_us(figures.as_of_us),
        stale=figures.stale,
        value=None if hide else figures.value,
        roi_percent=figures.roi_percent,
        assets=[
            SharedAsset(
                coin_id=one.asset,
                share_percent=one.share_percent,
                roi_percent=one.roi_percent,
                price=one.price.price,
                quantity=None if hide else one.quantity,
                value=None if hide else one.value,
                reason=one.price.reason,
            )
            for one in figures.assets
            if one.quantity
        ],
    )
