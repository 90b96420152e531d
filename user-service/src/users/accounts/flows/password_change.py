"""A password is changed in a session."""

from uuid import UUID

from users.accounts.account import Account
from users.accounts.flows.new_password import hash_new_password
from users.accounts.flows.reauthentication import reauthenticate
from users.accounts.sql.credentials import lock_password_hash, update_password
from users.errors import WrongPasswordError
from users.notifications.mail.mail import MailKind
from users.notifications.mail.sql import insert_mail
from users.requests.client import RequestClient
from users.requests.dependencies import Dependencies
from users.security_events.security_event import EventKind
from users.security_events.sql import insert_event
from users.sessions.sql.sessions import revoke_sessions


async def change_password(
    deps: Dependencies, account: Account, client: RequestClient, current: str, new: str, *, session_id: UUID
) -> None:
    """Change the password and end every session but this one.

    Raises:
        WrongPasswordError, TooManyAttemptsError: as `reauthenticate`.
        InvalidFieldError: the new one is too easily guessed.
    """
    credentials = await reauthenticate(deps, account, client, current, field="current_password")
    new_hash = await hash_new_password(deps, new, account.username, account.email, field="new_password")
    async with deps.database.begin() as conn:
        if await lock_password_hash(conn, account.user_id) != credentials.password_hash:
            raise WrongPasswordError("current_password")  # changed meanwhile
        await update_password(conn, account.user_id, new_hash)
        ended = await revoke_sessions(conn, account.user_id, EventKind.PASSWORD_CHANGED, but=session_id)
        await insert_event(conn, account.user_id, EventKind.PASSWORD_CHANGED, client)
        words = {"username": account.username}
        await insert_mail(conn, account.user_id, MailKind.PASSWORD_CHANGED, account.email, words)
    await deps.revocation_publisher.publish(ended)
