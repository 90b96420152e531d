"""Routes /users/me/sessions: an account's sessions."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel
from shared.http.problems import problems

from users.errors import UnknownSessionError
from users.requests.injection import ClientDep, Conn, Deps
from users.sessions.current_session import REFUSALS, CurrentSessionDep
from users.sessions.flows import logout as flows
from users.sessions.session import Session
from users.sessions.sql.sessions import fetch_sessions

router = APIRouter(prefix="/users/me/sessions", tags=["account"])


class SessionItem(BaseModel):
    session_id: UUID
    device: str
    address: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    current: bool
    """Whether it is the session that asks."""

    @classmethod
    def of(cls, session: Session, current: UUID) -> "SessionItem":
        return cls(
            session_id=session.session_id,
            device=session.device,
            address=session.address,
            created_at=session.created_at,
            last_used_at=session.last_used_at,
            expires_at=session.expires_at,
            current=session.session_id == current,
        )


class SessionPage(BaseModel):
    items: list[SessionItem]
    next: str | None = None
    """Always null: a user has at most a few hundred."""


@router.get("", operation_id="list_sessions", responses=problems(*REFUSALS))
async def list_sessions(current: CurrentSessionDep, conn: Conn) -> SessionPage:
    """List the sessions that have not ended, the last used first."""
    found = await fetch_sessions(conn, current.user_id)
    return SessionPage(items=[SessionItem.of(session, current.session_id) for session in found])


@router.delete(
    "/{session_id}", operation_id="end_session", status_code=204, responses=problems(*REFUSALS, UnknownSessionError)
)
async def end_session(
    current: CurrentSessionDep,
    deps: Deps,
    client: ClientDep,
    session_id: Annotated[UUID, Path(description="`session_id` of the list")],
) -> None:
    """End a session: its tokens are refused from now on."""
    await flows.end_session(deps, client, current.user_id, session_id)
