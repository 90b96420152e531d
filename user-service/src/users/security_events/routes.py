"""GET /users/me/events: what happened to an account."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel
from shared.http.problems import problems

from users.requests.dependencies import Conn
from users.requests.listing import Page, WantedDep
from users.security_events.security_event import EventKind
from users.security_events.sql import fetch_events
from users.sessions.current_session import REFUSALS, SignedInDep

router = APIRouter(prefix="/users/me/events", tags=["account"])


class SecurityEventItem(BaseModel):
    event_id: UUID
    kind: EventKind
    at: datetime
    address: str
    device: str
    detail: str | None


class SecurityEventPage(Page):
    items: list[SecurityEventItem]


@router.get("", operation_id="list_security_events", responses=problems(*REFUSALS))
async def list_events(signed_in: SignedInDep, conn: Conn, wanted: WantedDep) -> SecurityEventPage:
    """List what happened to the account, newest first."""
    found = await fetch_events(conn, signed_in.user_id, before=wanted.before, limit=wanted.one_more)
    items = [
        SecurityEventItem(
            event_id=event.event_id,
            kind=event.kind,
            at=event.at,
            address=event.address,
            device=event.device,
            detail=event.detail,
        )
        for event in wanted.cut(found)
    ]
    return SecurityEventPage(items=items, next=wanted.next([event.event_id for event in found]))
