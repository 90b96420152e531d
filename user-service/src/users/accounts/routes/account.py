"""Routes /users/me: the account itself and its password."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field
from shared.http.problems import problems

from users.accounts.account import Account
from users.accounts.email_address import Email
from users.accounts.flows.deletion import delete
from users.accounts.flows.password_change import change_password
from users.accounts.flows.profile import ProfileChanges, update_profile
from users.accounts.username import Username
from users.errors import TooManyAttemptsError, UsernameTakenError, WrongPasswordError
from users.requests.injection import ClientDep, Deps
from users.sessions.current_session import REFUSALS, CurrentSessionDep
from users.sessions.routes.cookies import clear_cookie

router = APIRouter(prefix="/users/me", tags=["account"])

# Longer than a password may be: one that is too long is a wrong password (403), not a malformed request (400).
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


@router.get("", operation_id="read_me", responses=problems(*REFUSALS))
async def read_me(current: CurrentSessionDep) -> Me:
    """Read the account."""
    return Me.of(current.account)


@router.patch(
    "",
    operation_id="update_me",
    responses=problems(*REFUSALS, WrongPasswordError, UsernameTakenError, TooManyAttemptsError),
)
async def update_me(current: CurrentSessionDep, deps: Deps, client: ClientDep, body: MeChanges) -> Me:
    """Change the username, or ask for another mail address."""
    changes = ProfileChanges(body.username, body.email, body.current_password)
    return Me.of(await update_profile(deps, current.account, client, changes))


@router.delete(
    "",
    operation_id="delete_me",
    status_code=204,
    responses=problems(*REFUSALS, WrongPasswordError, TooManyAttemptsError),
)
async def delete_me(
    current: CurrentSessionDep, deps: Deps, client: ClientDep, body: Deletion, response: Response
) -> None:
    """Delete the account with everything it owns, at once and for good."""
    await delete(deps, current.account, client, body.password)
    clear_cookie(response)


@router.post(
    "/password",
    operation_id="change_password",
    status_code=204,
    responses=problems(*REFUSALS, WrongPasswordError, TooManyAttemptsError),
)
async def update_password(current: CurrentSessionDep, deps: Deps, client: ClientDep, body: PasswordChange) -> None:
    """Change the password; every other session ends."""
    account, session_id = current.account, current.session_id
    await change_password(deps, account, client, body.current_password, body.new_password, session_id=session_id)
