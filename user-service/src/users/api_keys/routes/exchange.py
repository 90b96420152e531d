"""POST /internal/api-keys/exchange: for the gateway alone, whose prefixes do not reach it."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field
from shared.http.problems import problems
from shared.logging import get_logger

from users.api_keys.flows import exchange_key
from users.errors import NoLiveKeyError
from users.requests.injection import Conn, Deps

log = get_logger(__name__)

router = APIRouter(prefix="/internal", include_in_schema=False)


class KeyExchange(BaseModel):
    api_key: Annotated[str, Field(max_length=200)]
    address: Annotated[str, Field(max_length=100)] = "unknown"
    """Whose request brought the key."""


class ExchangedToken(BaseModel):
    access_token: str
    expires_in: int


@router.post("/api-keys/exchange", responses=problems(NoLiveKeyError))
async def exchange(conn: Conn, deps: Deps, body: KeyExchange) -> ExchangedToken:
    """Exchange a key for an access token of a minute."""
    try:
        token = await exchange_key(conn, deps.access_tokens, body.api_key)
    except NoLiveKeyError:
        log.info("key refused", address=body.address)
        raise
    return ExchangedToken(access_token=token.token, expires_in=token.expires_in)
