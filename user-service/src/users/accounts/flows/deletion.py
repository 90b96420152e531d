"""The end of an account."""

from typing import Final

from shared.events import RevokedKind

from users.accounts.account import Account
from users.accounts.flows.reauthentication import reauthenticate
from users.accounts.sql.accounts import delete_account
from users.requests.client import Client
from users.sessions.sql.revocations import insert_revocations
from users.wiring import Parts

_REASON: Final = "account_deleted"


async def delete(parts: Parts, account: Account, client: Client, password: str) -> None:
    """Delete an account and all that hangs on it: one statement, by cascade. What is left is that its id has ended.

    Raises:
        WrongPasswordError, TooManyAttemptsError: as `reauthenticate`.
    """
    await reauthenticate(parts, account, client, password, field="password")
    async with parts.database.begin() as conn:
        await delete_account(conn, account.user_id)
        ended = await insert_revocations(conn, RevokedKind.USER, [account.user_id], account.user_id, _REASON)
    await parts.revocations.publish(ended)
