"""Routes /users/me: the account itself, its password and its sessions."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field
from shared.http.problems import problems

from users.accounts.account import Account
from users.accounts.flows.deletion import delete
from users.accounts.flows.password_change import change_password
from users.accounts.flows.profile import ProfileChanges, update_profile
from users.accounts.names import Email, Username
from users.errors import TooManyAttemptsError, UnknownSessionError, UsernameTakenError, WrongPasswordError
from users.requests.dependencies import ClientDep, Conn, PartsDep
from users.security_events.security_event import EventKind
from users.security_events.sql import insert_event
from users.sessions.current_session import REFUSALS, SignedInDep
from users.sessions.routes.cookies import clear_cookie
from users.sessions.sql.sessions import Session, fetch_sessions, revoke_session

router = APIRouter(prefix="/users/me", tags=["account"])

# As long as a body may be, so that a wrong password is told from a malformed request by its answer alone.
Password = Annotated[str, Field(max_length=1_024, examples=["correct horse battery staple"])]


class Me(BaseModel):
    user_id: UUID
    username: str
    email: str
    email_verified: bool
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, account: Account) -> "Me":
        return cls(
            user_id=account.user_id,
            username=account.username,
            email=account.email,
            email_verified=account.email_verified,
            created_at=account.created_at,
            updated_at=account.updated_at,
        )


class MeChanges(BaseModel):
    """What is left out or null stays as it is. An email needs `current_password`, and a click in the mail it gets."""

    model_config = ConfigDict(extra="forbid")

    username: Username | None = None
    email: Email | None = None
    current_password: Password | None = None


class Deletion(BaseModel):
    model_config = ConfigDict(extra="forbid")

    password: Password


class PasswordChange(BaseModel):
    model_config = ConfigDict(extra="forbid")

    current_password: Password
    new_password: Password


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


@router.get("", operation_id="read_me", responses=problems(*REFUSALS))
async def read_me(signed_in: SignedInDep) -> Me:
    """Read the account."""
    return Me.of(signed_in.account)


@router.patch(
    "",
    operation_id="update_me",
    responses=problems(*REFUSALS, WrongPasswordError, UsernameTakenError, TooManyAttemptsError),
)
async def update_me(signed_in: SignedInDep, parts: PartsDep, client: ClientDep, body: MeChanges) -> Me:
    """Change the username, or ask for another mail address."""
    changes = ProfileChanges(body.username, body.email, body.current_password)
    return Me.of(await update_profile(parts, signed_in.account, client, changes))


@router.delete(
    "",
    operation_id="delete_me",
    status_code=204,
    responses=problems(*REFUSALS, WrongPasswordError, TooManyAttemptsError),
)
async def delete_me(
    signed_in: SignedInDep, parts: PartsDep, client: ClientDep, body: Deletion, response: Response
) -> None:
    """Delete the account with everything it owns, at once and for good."""
    await delete(parts, signed_in.account, client, body.password)
    clear_cookie(response)


@router.post(
    "/password",
    operation_id="change_password",
    status_code=204,
    responses=problems(*REFUSALS, WrongPasswordError, TooManyAttemptsError),
)
async def update_password(signed_in: SignedInDep, parts: PartsDep, client: ClientDep, body: PasswordChange) -> None:
    """Change the password; every other session ends."""
    account, session_id = signed_in.account, signed_in.session_id
    await change_password(parts, account, client, body.current_password, body.new_password, session_id=session_id)


@router.get("/sessions", operation_id="list_sessions", responses=problems(*REFUSALS))
async def list_sessions(signed_in: SignedInDep, conn: Conn) -> SessionPage:
    """List the sessions that have not ended, the last used first."""
    found = await fetch_sessions(conn, signed_in.user_id)
    return SessionPage(items=[SessionItem.of(session, signed_in.session_id) for session in found])


@router.delete(
    "/sessions/{session_id}",
    operation_id="end_session",
    status_code=204,
    responses=problems(*REFUSALS, UnknownSessionError),
)
async def end_session(
    signed_in: SignedInDep,
    parts: PartsDep,
    client: ClientDep,
    session_id: Annotated[UUID, Path(description="`session_id` of the list")],
) -> None:
    """End a session: its tokens are refused from now on."""
    async with parts.database.begin() as conn:
        ended = await revoke_session(conn, signed_in.user_id, session_id, EventKind.SESSION_REVOKED)
        if not ended:
            raise UnknownSessionError
        await insert_event(conn, signed_in.user_id, EventKind.SESSION_REVOKED, client)
    await parts.revocations.publish(ended)
