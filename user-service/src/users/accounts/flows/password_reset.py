"""A forgotten password: a mail to the account's address, and a new one for whoever can read it."""

from datetime import timedelta

from users.access.throttle import Pace, limit
from users.accounts.flows.new_password import hash_chosen
from users.accounts.flows.request_limits import may_mail, pace_asking
from users.accounts.sql.credentials import (
    Credentials,
    fetch_credentials,
    fetch_credentials_of,
    lock_password_hash,
    mark_verified,
    update_password,
)
from users.accounts.sql.one_time_tokens import Purpose, fetch_one_time_token, insert_one_time_token, use_one_time_token
from users.errors import InvalidOneTimeTokenError
from users.mail.mail import MailKind
from users.mail.sql import insert_mail
from users.requests.client import Client
from users.security_events.security_event import EventKind
from users.security_events.sql import insert_event
from users.sessions.sql.sessions import revoke_sessions
from users.wiring import Parts

_PURPOSES = (Purpose.RESET_PASSWORD,)


async def forget_password(parts: Parts, client: Client, email: str) -> None:
    """Send a link if the address has an account. That is found out after the answer.

    Raises:
        TooManyAttemptsError: too many mails were asked for from this address.
    """
    await pace_asking(parts, client)

    async def send() -> None:
        if not await may_mail(parts, email):
            return
        async with parts.database.begin() as conn:
            found = await fetch_credentials(conn, email)
            if found is None:
                return
            life = parts.settings.one_time_life
            token = await insert_one_time_token(conn, found.user_id, Purpose.RESET_PASSWORD, found.email, life)
            words = {"username": found.username, "token": token, "minutes": str(life // timedelta(minutes=1))}
            await insert_mail(conn, found.user_id, MailKind.RESET_PASSWORD, found.email, words)

    parts.deferred.put(send)


async def reset_password(parts: Parts, client: Client, token: str, password: str) -> None:
    """Set a new password and end all sessions. A password that is refused does not use the token up.

    Raises:
        InvalidOneTimeTokenError: the token cannot be used.
        InvalidFieldError: the password is too easily guessed.
    """
    owner = await _owner_of(parts, token)
    password_hash = await hash_chosen(parts, password, owner.username, owner.email)
    async with parts.database.begin() as conn:
        await lock_password_hash(conn, owner.user_id)
        used = await use_one_time_token(conn, token, _PURPOSES)
        if used is None:
            raise InvalidOneTimeTokenError
        await update_password(conn, owner.user_id, password_hash)
        await mark_verified(conn, owner.user_id, used.email)
        ended = await revoke_sessions(conn, owner.user_id, EventKind.PASSWORD_RESET)
        await insert_event(conn, owner.user_id, EventKind.PASSWORD_RESET, client)
        await insert_mail(conn, owner.user_id, MailKind.PASSWORD_CHANGED, owner.email, {"username": owner.username})
    # What strangers failed at before must not keep the owner waiting now.
    pace = Pace(parts.settings.login_free, parts.settings.login_longest_delay, parts.settings.attempts_kept)
    await parts.throttle.clear([limit("account", str(owner.user_id), pace)])
    await parts.revocations.publish(ended)


async def _owner_of(parts: Parts, token: str) -> Credentials:
    async with parts.database.begin() as conn:
        found = await fetch_one_time_token(conn, token, _PURPOSES)
        owner = await fetch_credentials_of(conn, found.user_id) if found else None
    if owner is None:
        raise InvalidOneTimeTokenError
    return owner
