"""Who has to wait before trying again: checked before anything is computed."""

from shared.http.addresses import client_of

from users.access.throttle import Limit, Pace, limit
from users.accounts.sql.credentials import Credentials
from users.errors import TooManyAttemptsError
from users.requests.client import Client
from users.settings import Settings
from users.wiring import Parts


def login_limits(settings: Settings, login: str, credentials: Credentials | None, client: Client) -> list[Limit]:
    """The limits of one attempt, the account's last. What does not exist is paced like what does."""
    place, kept, first = client_of(client.address), settings.attempts_kept, settings.first_delay
    if credentials and is_known(credentials, client):
        pace = Pace(settings.login_free, settings.known_longest_delay, kept, first)
        return [limit("known", f"{credentials.user_id} {place}", pace)]
    subject = str(credentials.user_id) if credentials else login.lower()
    return [
        limit("address", place, Pace(settings.address_free, settings.address_longest_delay, kept, first)),
        limit("account", subject, Pace(settings.login_free, settings.login_longest_delay, kept, first)),
    ]


def is_known(credentials: Credentials, client: Client) -> bool:
    """Whether the account was opened from there in the last weeks."""
    return client_of(client.address) in map(client_of, credentials.addresses)


async def pace_asking(parts: Parts, client: Client) -> None:
    """Count a registration or a wish for a mail against its address.

    Raises:
        TooManyAttemptsError: it has to wait.
    """
    settings = parts.settings
    pace = Pace(settings.asked_free, settings.address_longest_delay, settings.attempts_kept)
    entry = await parts.throttle.enter([limit("asked", client_of(client.address), pace)])
    if entry.wait:
        raise TooManyAttemptsError(entry.wait)


async def may_mail(parts: Parts, email: str) -> bool:
    """Count a mail that anybody may have asked for; whether its recipient did not get too many already."""
    settings = parts.settings
    pace = Pace(settings.mails_free, settings.attempts_kept, settings.attempts_kept)
    entry = await parts.throttle.enter([limit("mail", email.lower(), pace)])
    return not entry.wait
