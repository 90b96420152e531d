"""The link in a mail was followed, which verifies the address."""

from sqlalchemy.exc import IntegrityError

from users.accounts.one_time_token import Purpose
from users.accounts.sql.credentials import mark_verified, update_email
from users.accounts.sql.one_time_tokens import use_one_time_token
from users.errors import InvalidOneTimeTokenError
from users.requests.client import RequestClient
from users.requests.dependencies import Dependencies
from users.security_events.security_event import EventKind
from users.security_events.sql import insert_event


async def verify_email(deps: Dependencies, client: RequestClient, token: str) -> None:
    """Use the token of a new account's address, or of an address that an account changes to.

    Raises:
        InvalidOneTimeTokenError: it cannot be used, or somebody else has the address now.
    """
    try:
        async with deps.database.begin() as conn:
            used = await use_one_time_token(conn, token, (Purpose.VERIFY_EMAIL, Purpose.CHANGE_EMAIL))
            if used is None:
                raise InvalidOneTimeTokenError
            if used.purpose is Purpose.CHANGE_EMAIL:
                await update_email(conn, used.user_id, used.email)
                await insert_event(conn, used.user_id, EventKind.EMAIL_CHANGED, client, used.email)
            elif await mark_verified(conn, used.user_id, used.email):
                await insert_event(conn, used.user_id, EventKind.EMAIL_VERIFIED, client, used.email)
    except IntegrityError:
        raise InvalidOneTimeTokenError from None
