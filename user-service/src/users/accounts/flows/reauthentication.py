"""The password, once more, before what cannot be undone or locks somebody out."""

from typing import Final

from users.access.throttle import Limit, Pace, limit
from users.accounts.account import Account
from users.accounts.sql.credentials import Credentials, fetch_credentials_of
from users.errors import SessionEndedError, TooManyAttemptsError, WrongPasswordError
from users.requests.client import Client
from users.security_events.security_event import EventKind
from users.security_events.sql import insert_event
from users.wiring import Parts

_DETAIL: Final = "to confirm a change"


async def reauthenticate(parts: Parts, account: Account, client: Client, password: str, *, field: str) -> Credentials:
    """The account's credentials as they are, if this is its password. `field`: what the request calls it.

    Raises:
        WrongPasswordError: it is not.
        TooManyAttemptsError: a stolen session does not try out passwords faster than a login could.
    """
    limits = [_limit(parts, account)]
    entry = await parts.throttle.enter(limits)
    if entry.wait:
        raise TooManyAttemptsError(entry.wait)
    async with parts.database.begin() as conn:
        credentials = await fetch_credentials_of(conn, account.user_id)
    if credentials is None:  # deleted meanwhile
        raise SessionEndedError
    verdict = await parts.hasher.verify(password, credentials.password_hash)
    if not verdict.right:
        async with parts.database.begin() as conn:
            await insert_event(conn, account.user_id, EventKind.LOGIN_FAILED, client, _DETAIL)
        raise WrongPasswordError(field)
    await parts.throttle.clear(limits)
    return credentials


def _limit(parts: Parts, account: Account) -> Limit:
    settings = parts.settings
    pace = Pace(settings.login_free, settings.known_longest_delay, settings.attempts_kept)
    return limit("reauthentication", str(account.user_id), pace)
