"""Which counters a login attempt counts against. No I/O.

What an attacker sees of the delays follows from the address and the words of the login alone, so that they do not tell
whether there is an account: a username and an email address are counted apart, whether or not they belong together.
"""

from shared.http.addresses import client_of

from users.access.delays import AttemptCounter, DelayRule, attempt_counter
from users.accounts.credentials import Credentials
from users.requests.client import RequestClient
from users.settings import Settings


def login_counters(
    settings: Settings, login: str, credentials: Credentials | None, client: RequestClient
) -> list[AttemptCounter]:
    """The counters of one attempt: of its address, then those of the login.

    Whoever comes from an address that the account knows does not wait for what strangers did elsewhere. Seen from one
    address that makes no difference: the counter of a login at that address has the same rule as that of the login.
    """
    rule = DelayRule(
        settings.address_free, settings.address_longest_delay, settings.attempts_kept, settings.first_delay
    )
    here, everywhere = _of_login(settings, login, client)
    by_login = [here] if credentials and is_known_address(credentials, client) else [here, everywhere]
    return [attempt_counter("address", client_of(client.address), rule), *by_login]


def counters_of_names(settings: Settings, client: RequestClient, *names: str) -> list[AttemptCounter]:
    """The counters of logins by these names, at the client's address and everywhere."""
    return [counter for name in names for counter in _of_login(settings, name, client)]


def _of_login(settings: Settings, login: str, client: RequestClient) -> tuple[AttemptCounter, AttemptCounter]:
    """The counter of a login at its address, and the one for attempts from anywhere."""
    rule = DelayRule(settings.login_free, settings.login_longest_delay, settings.attempts_kept, settings.first_delay)
    name = login.lower()
    here = attempt_counter("login here", f"{name} {client_of(client.address)}", rule)
    return here, attempt_counter("login", name, rule)


def is_known_address(credentials: Credentials, client: RequestClient) -> bool:
    """Whether a session of the last weeks was opened from there."""
    return client_of(client.address) in map(client_of, credentials.addresses)
