"""Which counters a login attempt counts against. No I/O."""

from shared.http.addresses import client_of

from users.access.delays import AttemptCounter, DelayRule, attempt_counter
from users.accounts.credentials import Credentials
from users.requests.client import RequestClient
from users.settings import Settings


def login_counters(
    settings: Settings, login: str, credentials: Credentials | None, client: RequestClient
) -> list[AttemptCounter]:
    """The counters of one attempt, the account's last. A login that does not exist is counted like one that does."""
    place, kept, first = client_of(client.address), settings.attempts_kept, settings.first_delay
    if credentials and is_known_address(credentials, client):
        rule = DelayRule(settings.login_free, settings.known_longest_delay, kept, first)
        return [attempt_counter("known", f"{credentials.user_id} {place}", rule)]
    subject = str(credentials.user_id) if credentials else login.lower()
    return [
        attempt_counter(
            "address", place, DelayRule(settings.address_free, settings.address_longest_delay, kept, first)
        ),
        attempt_counter("account", subject, DelayRule(settings.login_free, settings.login_longest_delay, kept, first)),
    ]


def is_known_address(credentials: Credentials, client: RequestClient) -> bool:
    """Whether a session of the last weeks was opened from there."""
    return client_of(client.address) in map(client_of, credentials.addresses)
