"""A change of the username or of the mail address."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from users.accounts.account import Account
from users.accounts.flows.reauthentication import reauthenticate
from users.accounts.flows.request_limits import may_mail
from users.accounts.sql.accounts import fetch_account, update_username
from users.accounts.sql.credentials import claim_username, fetch_credentials
from users.accounts.sql.one_time_tokens import Purpose, insert_one_time_token
from users.errors import InvalidFieldError, SessionEndedError, UsernameTakenError
from users.mail.mail import MailKind
from users.mail.sql import insert_mail
from users.requests.client import Client
from users.wiring import Parts


@dataclass(frozen=True, slots=True)
class ProfileChanges:
    """None: stays as it is."""

    username: str | None
    email: str | None
    current_password: str | None


async def update_profile(parts: Parts, account: Account, client: Client, changes: ProfileChanges) -> Account:
    """Rename at once; a new address counts once its owner has confirmed it with the mail that it gets now.

    Raises:
        UsernameTakenError: another account has the name.
        InvalidFieldError: a new address without the password.
        WrongPasswordError, TooManyAttemptsError: as `reauthenticate`.
    """
    email, mailable = (None if changes.email == account.email else changes.email), False
    if email is not None:
        if changes.current_password is None:
            raise InvalidFieldError("current_password", "A new mail address needs your password")
        await reauthenticate(parts, account, client, changes.current_password, field="current_password")
        mailable = await may_mail(parts, email)
    async with parts.database.begin() as conn:
        if changes.username is not None and changes.username != account.username:
            await _rename(conn, account, changes.username)
        if email is not None:
            await _ask_to_confirm(conn, parts, account, email, mailable=mailable)
        updated = await fetch_account(conn, account.user_id)
    if updated is None:  # deleted meanwhile
        raise SessionEndedError
    return updated


async def _rename(conn: AsyncConnection, account: Account, username: str) -> None:
    if not await claim_username(conn, username, besides=account.user_id):
        raise UsernameTakenError
    await update_username(conn, account.user_id, username)


async def _ask_to_confirm(conn: AsyncConnection, parts: Parts, account: Account, email: str, *, mailable: bool) -> None:
    """Write to both addresses. Of one that has an account, its owner is told; whoever asks here sees no difference."""
    words = {"username": account.username}
    await insert_mail(conn, account.user_id, MailKind.EMAIL_CHANGED, account.email, words | {"new_email": email})
    life = parts.settings.verification_life
    token = await insert_one_time_token(conn, account.user_id, Purpose.CHANGE_EMAIL, email, life)
    if not mailable:
        return
    owner = await fetch_credentials(conn, email)
    if owner is None or owner.user_id == account.user_id:
        await insert_mail(conn, account.user_id, MailKind.CHANGE_EMAIL, email, words | {"token": token})
    else:
        await insert_mail(conn, owner.user_id, MailKind.ALREADY_REGISTERED, owner.email, {"username": owner.username})
