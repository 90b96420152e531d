"""Registration: the same answer after the same work, whether or not the email has an account already."""

from typing import Final
from uuid import UUID

from prometheus_client import Counter
from sqlalchemy.ext.asyncio import AsyncConnection

from users.accounts.flows.accepted_email import require_accepted
from users.accounts.flows.new_password import hash_new_password
from users.accounts.flows.request_limits import count_request, may_mail
from users.accounts.one_time_token import Purpose
from users.accounts.sql import credentials as store
from users.accounts.sql.one_time_tokens import insert_one_time_token
from users.errors import UsernameTakenError
from users.notifications.mail.mail import MailKind
from users.notifications.mail.sql import insert_mail
from users.requests.client import RequestClient
from users.requests.dependencies import Dependencies
from users.security_events.security_event import EventKind
from users.security_events.sql import insert_event

_REGISTRATIONS: Final = Counter(
    "users_registrations_total", "Registrations: new, known_email, username_taken", ["outcome"]
)


async def register(deps: Dependencies, client: RequestClient, username: str, email: str, password: str) -> None:
    """Open an account; if the email has one, send its owner a mail about this attempt.

    Raises:
        UsernameTakenError: an account has the name, or it is held by a registration with a known email.
        InvalidFieldError: the email is of an inner network that is not accepted, or the password too easily guessed.
        TooManyAttemptsError: too many registrations from this address.
    """
    require_accepted(deps.settings, email)
    await count_request(deps, client)
    password_hash = await hash_new_password(deps, password, username, email)
    mailable = await may_mail(deps, email)
    async with deps.database.begin() as conn:
        if not await store.claim_username(conn, username):
            _REGISTRATIONS.labels("username_taken").inc()
            raise UsernameTakenError
        user_id = await store.insert_account(conn, username, email, password_hash)
        if user_id is None:
            await _mail_owner(conn, username, email, mailable=mailable)
        else:
            await insert_event(conn, user_id, EventKind.REGISTERED, client)
            await send_verification(conn, deps, user_id, username, email)
    _REGISTRATIONS.labels("known_email" if user_id is None else "new").inc()


async def _mail_owner(conn: AsyncConnection, username: str, email: str, *, mailable: bool) -> None:
    """Hold the name, so that a second registration of it is refused as if this one had opened an account."""
    owner = await store.fetch_credentials(conn, email)
    if owner is None:  # the conflict was about the username: another transaction took it meanwhile
        raise UsernameTakenError
    await store.hold_username(conn, username)
    if mailable:
        await insert_mail(conn, owner.user_id, MailKind.ALREADY_REGISTERED, owner.email, {"username": owner.username})


async def send_verification(
    conn: AsyncConnection, deps: Dependencies, user_id: UUID, username: str, email: str
) -> None:
    life = deps.settings.verification_life
    token = await insert_one_time_token(conn, user_id, Purpose.VERIFY_EMAIL, email, life)
    await insert_mail(conn, user_id, MailKind.VERIFY_EMAIL, email, {"username": username, "token": token})


async def resend_verification(deps: Dependencies, client: RequestClient, email: str) -> None:
    """Send the mail again if there is an account to verify, which is looked up after the response.

    Raises:
        TooManyAttemptsError: too many mails were requested from this address.
    """
    await count_request(deps, client)

    async def resend() -> None:
        if not await may_mail(deps, email):
            return
        async with deps.database.begin() as conn:
            found = await store.fetch_credentials(conn, email)
            if found and not found.is_verified:
                await send_verification(conn, deps, found.user_id, found.username, found.email)

    deps.after_response.put(resend)
