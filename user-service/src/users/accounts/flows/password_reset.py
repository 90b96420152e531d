"""A forgotten password: a mail with a link to the account's address, and a new password for who follows the link."""

from datetime import timedelta

from users.accounts.credentials import Credentials
from users.accounts.flows.new_password import hash_new_password
from users.accounts.flows.request_limits import count_request, may_mail
from users.accounts.one_time_token import Purpose
from users.accounts.sql.credentials import (
    fetch_credentials,
    fetch_credentials_of,
    lock_password_hash,
    mark_verified,
    update_password,
)
from users.accounts.sql.one_time_tokens import fetch_one_time_token, insert_one_time_token, use_one_time_token
from users.errors import InvalidOneTimeTokenError
from users.notifications.mail.mail import MailKind
from users.notifications.mail.sql import insert_mail
from users.requests.client import RequestClient
from users.requests.dependencies import Dependencies
from users.security_events.security_event import EventKind
from users.security_events.sql import insert_event
from users.sessions.login_limits import counters_of_names
from users.sessions.sql.sessions import revoke_sessions

_PURPOSES = (Purpose.RESET_PASSWORD,)


async def forget_password(deps: Dependencies, client: RequestClient, email: str) -> None:
    """Send a link if the address has an account, which is looked up after the response.

    Raises:
        TooManyAttemptsError: too many mails were requested from this address.
    """
    await count_request(deps, client)

    async def send() -> None:
        if not await may_mail(deps, email):
            return
        async with deps.database.begin() as conn:
            found = await fetch_credentials(conn, email)
            if found is None:
                return
            life = deps.settings.one_time_life
            token = await insert_one_time_token(conn, found.user_id, Purpose.RESET_PASSWORD, found.email, life)
            words = {"username": found.username, "token": token, "minutes": str(life // timedelta(minutes=1))}
            await insert_mail(conn, found.user_id, MailKind.RESET_PASSWORD, found.email, words)

    deps.after_response.put(send)


async def reset_password(deps: Dependencies, client: RequestClient, token: str, password: str) -> None:
    """Set a new password and end all sessions. A password that is refused does not use the token up.

    Raises:
        InvalidOneTimeTokenError: the token cannot be used.
        InvalidFieldError: the password is too easily guessed.
    """
    owner = await _owner_of(deps, token)
    password_hash = await hash_new_password(deps, password, owner.username, owner.email)
    async with deps.database.begin() as conn:
        await lock_password_hash(conn, owner.user_id)
        used = await use_one_time_token(conn, token, _PURPOSES)
        if used is None:
            raise InvalidOneTimeTokenError
        await update_password(conn, owner.user_id, password_hash)
        await mark_verified(conn, owner.user_id, used.email)
        ended = await revoke_sessions(conn, owner.user_id, EventKind.PASSWORD_RESET)
        await insert_event(conn, owner.user_id, EventKind.PASSWORD_RESET, client)
        await insert_mail(conn, owner.user_id, MailKind.PASSWORD_CHANGED, owner.email, {"username": owner.username})
    # The owner must not have to wait for the failed logins of others.
    names = (owner.username, owner.email)
    await deps.throttle.clear(counters_of_names(deps.settings, client, *names))
    await deps.revocation_publisher.publish(ended)


async def _owner_of(deps: Dependencies, token: str) -> Credentials:
    async with deps.database.begin() as conn:
        found = await fetch_one_time_token(conn, token, _PURPOSES)
        owner = await fetch_credentials_of(conn, found.user_id) if found else None
    if owner is None:
        raise InvalidOneTimeTokenError
    return owner
