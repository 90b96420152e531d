"""Login: paced before it costs anything, and the same work for accounts that do not exist."""

import functools
from uuid import UUID

from shared.errors import ProblemError
from shared.events import RevocationV1
from sqlalchemy.ext.asyncio import AsyncConnection

from users.access.metrics import LOGINS
from users.access.throttle import Entry
from users.accounts.flows.request_limits import is_known, login_limits
from users.accounts.sql.credentials import Credentials, fetch_credentials, lock_password_hash, update_password
from users.accounts.sql.preferences import fetch_preferences
from users.errors import TooManyAttemptsError, WrongCredentialsError
from users.mail.mail import MailKind
from users.mail.sql import insert_mail
from users.requests.client import Client
from users.security_events.security_event import EventKind
from users.security_events.sql import insert_event
from users.sessions.flows.refresh import Granted, open_session
from users.wiring import Parts


async def log_in(parts: Parts, client: Client, login: str, password: str) -> Granted:
    """Open a session.

    Raises:
        WrongCredentialsError: no account, not verified where that is asked for, or not its password.
        TooManyAttemptsError: this account, or this address, has failed too often just now.
        HashingBusyError: too many log in at this moment.
    """
    credentials = await _fetch(parts, login)
    limits = login_limits(parts.settings, login, credentials, client)
    entry = await parts.throttle.enter(limits)
    if entry.wait:
        LOGINS.labels("throttled").inc()
        raise TooManyAttemptsError(entry.wait)
    try:
        granted = await _try(parts, client, credentials, password)
        if granted is None and credentials:
            # Its hash changed under our hands: once more, against the one that it has now.
            granted = await _try(parts, client, await _fetch(parts, login), password)
    except WrongCredentialsError:
        LOGINS.labels("wrong").inc()
        if credentials:
            _record_failure(parts, client, credentials.user_id, entry)
        raise
    except ProblemError:  # not the caller's failure
        await parts.throttle.take_back(limits)
        raise
    if granted is None:
        raise WrongCredentialsError
    await parts.throttle.take_back(limits[:-1])
    await parts.throttle.clear(limits[-1:])
    LOGINS.labels("granted").inc()
    return granted


async def _fetch(parts: Parts, login: str) -> Credentials | None:
    async with parts.database.begin() as conn:
        return await fetch_credentials(conn, login)


async def _try(parts: Parts, client: Client, credentials: Credentials | None, password: str) -> Granted | None:
    """None: the password was right for a hash that is not the account's any more.

    Raises:
        WrongCredentialsError: it was wrong.
    """
    verdict = await parts.hasher.verify(password, credentials.password_hash if credentials else None)
    if credentials is None or not verdict.right:
        raise WrongCredentialsError
    if parts.settings.verification_required and not credentials.is_verified:
        raise WrongCredentialsError
    async with parts.database.begin() as conn:
        if await lock_password_hash(conn, credentials.user_id) != credentials.password_hash:
            return None
        if verdict.new_hash:
            await update_password(conn, credentials.user_id, verdict.new_hash)
        granted, ended = await _open(conn, parts, client, credentials)
    await parts.revocations.publish(ended)
    return granted


async def _open(
    conn: AsyncConnection, parts: Parts, client: Client, credentials: Credentials
) -> tuple[Granted, list[RevocationV1]]:
    opened = await open_session(conn, parts, client, credentials.user_id)
    await insert_event(conn, credentials.user_id, EventKind.LOGGED_IN, client)
    if credentials.addresses and not is_known(credentials, client):
        preferences = await fetch_preferences(conn, credentials.user_id)
        if preferences.email_security:
            words = {"username": credentials.username, "device": client.device, "address": client.address}
            await insert_mail(conn, credentials.user_id, MailKind.NEW_DEVICE, credentials.email, words)
    return opened


def _record_failure(parts: Parts, client: Client, user_id: UUID, entry: Entry) -> None:
    """After the answer: for a name without an account there is nothing to write."""
    kinds = [EventKind.LOGIN_FAILED]
    if entry.begun and not entry.begun.key.startswith("throttle:address:"):
        kinds.append(EventKind.ACCOUNT_LOCKED)
    parts.deferred.put(functools.partial(_insert_failures, parts, client, user_id, kinds))


async def _insert_failures(parts: Parts, client: Client, user_id: UUID, kinds: list[EventKind]) -> None:
    async with parts.database.begin() as conn:
        if await lock_password_hash(conn, user_id) is None:
            return  # the account is gone
        for kind in kinds:
            await insert_event(conn, user_id, kind, client)
