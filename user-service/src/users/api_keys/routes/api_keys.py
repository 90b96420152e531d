"""Routes /users/me/api-keys: an integrator's keys. The secret is in one answer only."""

from datetime import datetime, timedelta
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from shared.http.cursors import CursorText, ListCursor, Page
from shared.http.problems import problems
from shared.http.tokens import Scope

from users.api_keys import flows
from users.api_keys.api_key import ApiKey
from users.api_keys.sql import fetch_keys
from users.errors import TooManyKeysError, UnknownKeyError
from users.requests.injection import ClientDep, Conn, Deps
from users.sessions.current_session import REFUSALS, CurrentSessionDep

_CURSOR: Final = ListCursor("api-keys", UUID)

router = APIRouter(prefix="/users/me/api-keys", tags=["API keys"])

# No control characters and no blank at the start.
_NAME: Final = r"^[^\x00-\x20\x7f-\xa0][^\x00-\x1f\x7f-\x9f]*$"
KeyScope = Literal[
    Scope.MARKET_READ, Scope.ANALYTICS_READ, Scope.SENTIMENT_READ, Scope.PORTFOLIO_READ, Scope.PORTFOLIO_WRITE
]


class ApiKeyItem(BaseModel):
    key_id: UUID
    name: str
    prefix: str
    """How the key begins: `tmk_<prefix>_`."""
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    """Noted at most once a minute."""
    revoked_at: datetime | None

    @classmethod
    def of(cls, key: ApiKey) -> "ApiKeyItem":
        return cls(**_fields(key))


class NewApiKeyItem(ApiKeyItem):
    api_key: str
    """The whole key. It is told here and never again."""


class ApiKeyPage(Page[ApiKeyItem]):
    pass


class ApiKeyRequest(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"name": "trading bot", "scopes": ["market:read", "analytics:read"], "expires_in_days": 30}]
        },
    )

    name: Annotated[str, Field(max_length=64, pattern=_NAME)]
    scopes: Annotated[list[KeyScope], Field(min_length=1, max_length=10)]
    expires_in_days: Annotated[
        Annotated[int, Field(ge=1, le=365, strict=True)] | None,
        Field(description="Left out: 90 days; null: it does not expire"),
    ] = 90


@router.get("", operation_id="list_api_keys", responses=problems(*REFUSALS))
async def list_keys(
    current: CurrentSessionDep,
    conn: Conn,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: CursorText = None,
) -> ApiKeyPage:
    """List the account's keys, newest first, those that were revoked or have expired too."""
    found = await fetch_keys(conn, current.user_id, before=_CURSOR.read(cursor, current.user_id), limit=limit + 1)
    page, following = _CURSOR.cut(found, limit, lambda key: key.key_id, current.user_id)
    return ApiKeyPage(items=[ApiKeyItem.of(key) for key in page], next=following)


@router.post("", operation_id="create_api_key", status_code=201, responses=problems(*REFUSALS, TooManyKeysError))
async def create_key(current: CurrentSessionDep, conn: Conn, client: ClientDep, body: ApiKeyRequest) -> NewApiKeyItem:
    """Create a key; this answer is the only one that holds it."""
    scopes = tuple(scope for scope in Scope if scope in body.scopes)
    life = None if body.expires_in_days is None else timedelta(days=body.expires_in_days)
    created, text = await flows.create_key(conn, current.account, client, body.name, scopes, life)
    return NewApiKeyItem(**_fields(created), api_key=str(text))


@router.delete(
    "/{key_id}", operation_id="revoke_api_key", status_code=204, responses=problems(*REFUSALS, UnknownKeyError)
)
async def revoke_key(
    current: CurrentSessionDep,
    deps: Deps,
    client: ClientDep,
    key_id: Annotated[UUID, Path(description="`key_id` of the list")],
) -> None:
    """Revoke a key: what is sent with it is refused from now on. Revoking it again changes nothing."""
    async with deps.database.begin() as conn:
        revoked = await flows.revoke_key(conn, current.account, client, key_id)
    await deps.revocation_publisher.publish(revoked)


def _fields(key: ApiKey) -> dict[str, object]:
    return {
        "key_id": key.key_id,
        "name": key.name,
        "prefix": key.prefix,
        "scopes": list(key.scopes),
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "last_used_at": key.last_used_at,
        "revoked_at": key.revoked_at,
    }
