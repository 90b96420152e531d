"""GET /users/me/events: what happened to an account."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel
from shared.http.cursors import CursorText, ListCursor, Page
from shared.http.problems import problems

from users.requests.injection import Conn
from users.security_events.security_event import EventKind
from users.security_events.sql import fetch_events
from users.sessions.current_session import REFUSALS, CurrentSessionDep

_CURSOR: Final = ListCursor("security-events", UUID)

router = APIRouter(prefix="/users/me/events", tags=["account"])


class SecurityEventItem(BaseModel):
    event_id: UUID
    kind: EventKind
    at: datetime
    address: str
    device: str
    detail: str | None


class SecurityEventPage(Page[SecurityEventItem]):
    pass


@router.get("", operation_id="list_security_events", responses=problems(*REFUSALS))
async def list_events(
    current: CurrentSessionDep,
    conn: Conn,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: CursorText = None,
) -> SecurityEventPage:
    """List what happened to the account, newest first."""
    found = await fetch_events(conn, current.user_id, before=_CURSOR.read(cursor, current.user_id), limit=limit + 1)
    page, following = _CURSOR.cut(found, limit, lambda event: event.event_id, current.user_id)
    items = [
        SecurityEventItem(
            event_id=event.event_id,
            kind=event.kind,
            at=event.at,
            address=event.address,
            device=event.device,
            detail=event.detail,
        )
        for event in page
    ]
    return SecurityEventPage(items=items, next=following)
