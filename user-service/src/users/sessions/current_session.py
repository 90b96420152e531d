"""Who is signed in: the token is verified, and the session looked up in our own table on every request."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from shared.errors import ProblemError
from shared.http.identity import MissingScopeError, NotSignedInError, requires
from shared.http.tokens import Claims, Scope

from users.accounts.account import Account
from users.accounts.sql.accounts import fetch_signed_in
from users.errors import SessionEndedError
from users.requests.dependencies import DatabaseDep


@dataclass(frozen=True, slots=True)
class SignedIn:
    account: Account
    session_id: UUID

    @property
    def user_id(self) -> UUID:
        return self.account.user_id


async def _signed_in(database: DatabaseDep, claims: Annotated[Claims, requires(Scope.ACCOUNT)]) -> SignedIn:
    """Refuse a session that has ended at once, not when its token does."""
    if claims.session_id is None:
        raise SessionEndedError
    async with database.begin() as conn:
        account = await fetch_signed_in(conn, claims.user_id, claims.session_id)
    if account is None:
        raise SessionEndedError
    return SignedIn(account, claims.session_id)


SignedInDep = Annotated[SignedIn, Depends(_signed_in)]

# What every route of an account answers when nobody is signed in, or by an API key.
REFUSALS: tuple[type[ProblemError], ...] = (NotSignedInError, MissingScopeError)
