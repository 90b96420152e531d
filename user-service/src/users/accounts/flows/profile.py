"""A username or an email address is changed."""

from dataclasses import dataclass

from shared.errors import InvalidFieldError
from sqlalchemy.ext.asyncio import AsyncConnection

from users.accounts.account import Account
from users.accounts.flows.accepted_email import require_accepted
from users.accounts.flows.reauthentication import reauthenticate
from users.accounts.flows.request_limits import may_mail
from users.accounts.one_time_token import Purpose
from users.accounts.sql.accounts import fetch_account, update_username
from users.accounts.sql.credentials import claim_username, fetch_credentials
from users.accounts.sql.one_time_tokens import insert_one_time_token
from users.errors import SessionEndedError, UsernameTakenError
from users.notifications.mail.mail import MailKind
from users.notifications.mail.sql import insert_mail
from users.requests.client import RequestClient
from users.requests.dependencies import Dependencies


@dataclass(frozen=True, slots=True)
class ProfileChanges:
    """None: unchanged."""

    username: str | None
    email: str | None
    current_password: str | None


async def update_profile(
    deps: Dependencies, account: Account, client: RequestClient, changes: ProfileChanges
) -> Account:
    """Rename at once; a new address counts once the link in the mail to it was followed.

    Raises:
        UsernameTakenError: another account has the name.
        InvalidFieldError: a new address without the password, or of an inner network that is not accepted.
        WrongPasswordError, TooManyAttemptsError: as `reauthenticate`.
    """
    email, mailable = (None if changes.email == account.email else changes.email), False
    if email is not None:
        require_accepted(deps.settings, email)
        if changes.current_password is None:
            raise InvalidFieldError("current_password", "A new mail address needs your password")
        await reauthenticate(deps, account, client, changes.current_password, field="current_password")
        mailable = await may_mail(deps, email)
    async with deps.database.begin() as conn:
        if changes.username is not None and changes.username != account.username:
            await _rename(conn, account, changes.username)
        if email is not None:
            await _ask_to_confirm(conn, deps, account, email, mailable=mailable)
        updated = await fetch_account(conn, account.user_id)
    if updated is None:  # deleted meanwhile
        raise SessionEndedError
    return updated


async def _rename(conn: AsyncConnection, account: Account, username: str) -> None:
    if not await claim_username(conn, username, besides=account.user_id):
        raise UsernameTakenError
    await update_username(conn, account.user_id, username)


async def _ask_to_confirm(
    conn: AsyncConnection, deps: Dependencies, account: Account, email: str, *, mailable: bool
) -> None:
    """Mail both addresses. If the new one has an account, its owner gets that mail; the response is the same."""
    words = {"username": account.username}
    await insert_mail(conn, account.user_id, MailKind.EMAIL_CHANGED, account.email, words | {"new_email": email})
    life = deps.settings.verification_life
    token = await insert_one_time_token(conn, account.user_id, Purpose.CHANGE_EMAIL, email, life)
    if not mailable:
        return
    owner = await fetch_credentials(conn, email)
    if owner is None or owner.user_id == account.user_id:
        await insert_mail(conn, account.user_id, MailKind.CHANGE_EMAIL, email, words | {"token": token})
    else:
        await insert_mail(conn, owner.user_id, MailKind.ALREADY_REGISTERED, owner.email, {"username": owner.username})
