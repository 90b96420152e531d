"""Asks for the password again before a change that cannot be undone, or could lock the owner out."""

from typing import Final

from users.access.delays import AttemptCounter, DelayRule, attempt_counter
from users.accounts.account import Account
from users.accounts.credentials import Credentials
from users.accounts.sql.credentials import fetch_credentials_of
from users.errors import SessionEndedError, TooManyAttemptsError, WrongPasswordError
from users.requests.client import RequestClient
from users.requests.dependencies import Dependencies
from users.security_events.security_event import EventKind
from users.security_events.sql import insert_event

_DETAIL: Final = "to confirm a change"


async def reauthenticate(
    deps: Dependencies, account: Account, client: RequestClient, password: str, *, field: str
) -> Credentials:
    """The account's credentials, if this is its password. `field`: the password's name in the request.

    Raises:
        WrongPasswordError: it is another.
        TooManyAttemptsError: too many wrong ones. Who has stolen a session cannot try passwords faster than by login.
    """
    counters = [_counter(deps, account)]
    attempt = await deps.throttle.count(counters)
    if attempt.wait:
        raise TooManyAttemptsError(attempt.wait)
    async with deps.database.begin() as conn:
        credentials = await fetch_credentials_of(conn, account.user_id)
    if credentials is None:  # deleted meanwhile
        raise SessionEndedError
    check = await deps.hasher.verify(password, credentials.password_hash)
    if not check.is_right:
        async with deps.database.begin() as conn:
            await insert_event(conn, account.user_id, EventKind.LOGIN_FAILED, client, _DETAIL)
        raise WrongPasswordError(field)
    await deps.throttle.clear(counters)
    return credentials


def _counter(deps: Dependencies, account: Account) -> AttemptCounter:
    settings = deps.settings
    rule = DelayRule(settings.login_free, settings.known_longest_delay, settings.attempts_kept)
    return attempt_counter("reauthentication", str(account.user_id), rule)
