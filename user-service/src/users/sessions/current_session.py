"""The session of a request: its token is verified, and its row looked up in `sessions` on every request."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from shared.errors import ProblemError
from shared.http.identity import MissingScopeError, NotSignedInError, requires
from shared.http.tokens import Claims, Scope

from users.accounts.account import Account
from users.accounts.sql.accounts import fetch_account_of_session
from users.errors import SessionEndedError
from users.requests.injection import Deps


@dataclass(frozen=True, slots=True)
class CurrentSession:
    account: Account
    session_id: UUID

    @property
    def user_id(self) -> UUID:
        return self.account.user_id


async def _current_session(deps: Deps, claims: Annotated[Claims, requires(Scope.ACCOUNT)]) -> CurrentSession:
    """Refuse a session as soon as it has ended, although its access token has not expired."""
    if claims.session_id is None:
        raise SessionEndedError
    async with deps.database.begin() as conn:
        account = await fetch_account_of_session(conn, claims.user_id, claims.session_id)
    if account is None:
        raise SessionEndedError
    return CurrentSession(account, claims.session_id)


CurrentSessionDep = Annotated[CurrentSession, Depends(_current_session)]

# What every route of an account answers to a request without a session, or with an API key.
REFUSALS: tuple[type[ProblemError], ...] = (NotSignedInError, MissingScopeError)
