"""Registration: the same answer after the same work, whether or not the email has an account already."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from users.access.metrics import REGISTRATIONS
from users.accounts.flows.new_password import hash_chosen
from users.accounts.flows.request_limits import may_mail, pace_asking
from users.accounts.sql import credentials as store
from users.accounts.sql.one_time_tokens import Purpose, insert_one_time_token
from users.errors import UsernameTakenError
from users.mail.mail import MailKind
from users.mail.sql import insert_mail
from users.requests.client import Client
from users.security_events.security_event import EventKind
from users.security_events.sql import insert_event
from users.wiring import Parts


async def register(parts: Parts, client: Client, username: str, email: str, password: str) -> None:
    """Open an account, or tell its owner by mail that somebody tried to.

    Raises:
        UsernameTakenError: another account has the name, or would have it if its email had been new.
        InvalidFieldError: the password is too easily guessed.
        TooManyAttemptsError: too many registrations from this address.
    """
    await pace_asking(parts, client)
    password_hash = await hash_chosen(parts, password, username, email)
    mailable = await may_mail(parts, email)
    async with parts.database.begin() as conn:
        if not await store.claim_username(conn, username):
            REGISTRATIONS.labels("username_taken").inc()
            raise UsernameTakenError
        user_id = await store.insert_account(conn, username, email, password_hash)
        if user_id is None:
            await _tell_owner(conn, username, email, mailable=mailable)
        else:
            await insert_event(conn, user_id, EventKind.REGISTERED, client)
            await send_verification(conn, parts, user_id, username, email)
    REGISTRATIONS.labels("known_email" if user_id is None else "new").inc()


async def _tell_owner(conn: AsyncConnection, username: str, email: str, *, mailable: bool) -> None:
    """The name is taken from now on, as it would be by a new account: asking for it again tells nothing."""
    owner = await store.fetch_credentials(conn, email)
    if owner is None:  # it was the name that somebody took meanwhile
        raise UsernameTakenError
    await store.hold_username(conn, username)
    if mailable:
        await insert_mail(conn, owner.user_id, MailKind.ALREADY_REGISTERED, owner.email, {"username": owner.username})


async def send_verification(conn: AsyncConnection, parts: Parts, user_id: UUID, username: str, email: str) -> None:
    life = parts.settings.verification_life
    token = await insert_one_time_token(conn, user_id, Purpose.VERIFY_EMAIL, email, life)
    await insert_mail(conn, user_id, MailKind.VERIFY_EMAIL, email, {"username": username, "token": token})


async def resend_verification(parts: Parts, client: Client, email: str) -> None:
    """Send the mail again if there is an account to verify. That is found out after the answer.

    Raises:
        TooManyAttemptsError: too many mails were asked for from this address.
    """
    await pace_asking(parts, client)

    async def resend() -> None:
        if not await may_mail(parts, email):
            return
        async with parts.database.begin() as conn:
            found = await store.fetch_credentials(conn, email)
            if found and not found.is_verified:
                await send_verification(conn, parts, found.user_id, found.username, found.email)

    parts.deferred.put(resend)
