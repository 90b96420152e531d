"""An account is deleted."""

from typing import Final

from shared.events import RevokedKind

from users.accounts.account import Account
from users.accounts.flows.reauthentication import reauthenticate
from users.accounts.sql.accounts import delete_account
from users.requests.client import RequestClient
from users.requests.dependencies import Dependencies
from users.sessions.sql.revocations import insert_revocations

_REASON: Final = "account_deleted"


async def delete(deps: Dependencies, account: Account, client: RequestClient, password: str) -> None:
    """Delete an account and, by cascade, all that belongs to it. Only its id is left, in `revocations`.

    Raises:
        WrongPasswordError, TooManyAttemptsError: as `reauthenticate`.
    """
    await reauthenticate(deps, account, client, password, field="password")
    async with deps.database.begin() as conn:
        await delete_account(conn, account.user_id)
        ended = await insert_revocations(conn, RevokedKind.USER, [account.user_id], account.user_id, _REASON)
    await deps.revocation_publisher.publish(ended)
