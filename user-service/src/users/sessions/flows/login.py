"""Login: limited before it costs anything, and the same work for accounts that do not exist."""

import functools
from typing import Final
from uuid import UUID

from prometheus_client import Counter
from shared.errors import ProblemError
from shared.events import RevocationV1
from sqlalchemy.ext.asyncio import AsyncConnection

from users.access.delays import AttemptResult
from users.accounts.credentials import Credentials
from users.accounts.sql.credentials import fetch_credentials, lock_password_hash, update_password
from users.accounts.sql.preferences import fetch_preferences
from users.errors import TooManyAttemptsError, WrongCredentialsError
from users.notifications.mail.mail import MailKind
from users.notifications.mail.sql import insert_mail
from users.requests.client import RequestClient
from users.requests.dependencies import Dependencies
from users.security_events.security_event import EventKind
from users.security_events.sql import insert_event
from users.sessions.flows.opening import IssuedTokens, open_session
from users.sessions.login_limits import is_known_address, login_counters

_LOGINS: Final = Counter("users_logins_total", "Logins: granted, wrong, throttled", ["outcome"])


async def log_in(deps: Dependencies, client: RequestClient, login: str, password: str) -> IssuedTokens:
    """Open a session.

    Raises:
        WrongCredentialsError: no account, not verified where that is demanded, or not its password.
        TooManyAttemptsError: this account, or this address, has failed too often just now.
        HashingBusyError: too many log in at this moment.
    """
    credentials = await _fetch(deps, login)
    counters = login_counters(deps.settings, login, credentials, client)
    attempt = await deps.throttle.count(counters)
    if attempt.wait:
        _LOGINS.labels("throttled").inc()
        raise TooManyAttemptsError(attempt.wait)
    try:
        issued = await _try_twice(deps, client, login, credentials, password)
    except WrongCredentialsError:
        _LOGINS.labels("wrong").inc()
        if credentials:
            _record_failure(deps, client, credentials.user_id, attempt)
        raise
    except ProblemError:  # not the caller's failure
        await deps.throttle.take_back(counters)
        raise
    if issued is None:
        raise WrongCredentialsError
    await deps.throttle.take_back(counters[:1])  # the address's: others may fail from there
    await deps.throttle.clear(counters[1:])
    _LOGINS.labels("granted").inc()
    return issued


async def _fetch(deps: Dependencies, login: str) -> Credentials | None:
    async with deps.database.begin() as conn:
        return await fetch_credentials(conn, login)


async def _try_twice(
    deps: Dependencies, client: RequestClient, login: str, credentials: Credentials | None, password: str
) -> IssuedTokens | None:
    """Try again, once, where the account's password hash was replaced during the first try."""
    issued = await _try(deps, client, credentials, password)
    if issued is None:
        issued = await _try(deps, client, await _fetch(deps, login), password)
    return issued


async def _try(
    deps: Dependencies, client: RequestClient, credentials: Credentials | None, password: str
) -> IssuedTokens | None:
    """None: the password was right, but for a hash that has been replaced meanwhile.

    Raises:
        WrongCredentialsError: it was wrong.
    """
    check = await deps.hasher.verify(password, credentials.password_hash if credentials else None)
    if credentials is None or not check.is_right:
        raise WrongCredentialsError
    if deps.settings.verification_required and not credentials.is_verified:
        raise WrongCredentialsError
    async with deps.database.begin() as conn:
        if await lock_password_hash(conn, credentials.user_id) != credentials.password_hash:
            return None
        if check.new_hash:
            await update_password(conn, credentials.user_id, check.new_hash)
        issued, ended = await _open(conn, deps, client, credentials)
    await deps.revocation_publisher.publish(ended)
    return issued


async def _open(
    conn: AsyncConnection, deps: Dependencies, client: RequestClient, credentials: Credentials
) -> tuple[IssuedTokens, list[RevocationV1]]:
    opened = await open_session(conn, deps, client, credentials.user_id)
    await insert_event(conn, credentials.user_id, EventKind.LOGGED_IN, client)
    if credentials.addresses and not is_known_address(credentials, client):
        preferences = await fetch_preferences(conn, credentials.user_id)
        if preferences.email_security:
            words = {"username": credentials.username, "device": client.device, "address": client.address}
            await insert_mail(conn, credentials.user_id, MailKind.NEW_DEVICE, credentials.email, words)
    return opened


def _record_failure(deps: Dependencies, client: RequestClient, user_id: UUID, attempt: AttemptResult) -> None:
    """After the response: for a login without an account there is nothing to write, and that must not show."""
    kinds = [EventKind.LOGIN_FAILED]
    if attempt.first_delayed and not attempt.first_delayed.key.startswith("throttle:address:"):
        kinds.append(EventKind.ACCOUNT_LOCKED)
    deps.after_response.put(functools.partial(_insert_failures, deps, client, user_id, kinds))


async def _insert_failures(deps: Dependencies, client: RequestClient, user_id: UUID, kinds: list[EventKind]) -> None:
    async with deps.database.begin() as conn:
        if await lock_password_hash(conn, user_id) is None:
            return  # the account was deleted meanwhile
        for kind in kinds:
            await insert_event(conn, user_id, kind, client)
