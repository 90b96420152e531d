"""Limits on what anybody may ask for without an account: registrations and mails."""

from shared.http.addresses import client_of

from users.access.delays import AttemptCounter, DelayRule, attempt_counter
from users.errors import TooManyAttemptsError
from users.requests.client import RequestClient
from users.requests.dependencies import Dependencies


async def count_request(deps: Dependencies, client: RequestClient) -> None:
    """Count a registration, or a request for a mail, against its address.

    Raises:
        TooManyAttemptsError: the address has to wait.
    """
    settings = deps.settings
    rule = DelayRule(settings.asked_free, settings.address_longest_delay, settings.attempts_kept)
    result = await deps.throttle.count([attempt_counter("asked", client_of(client.address), rule)])
    if result.wait:
        raise TooManyAttemptsError(result.wait)


async def may_mail(deps: Dependencies, email: str) -> bool:
    """Count a mail that anybody may have asked for; returns whether its recipient has not had too many of them yet."""
    result = await deps.throttle.count([_mail_counter(deps, email)])
    return not result.wait


def _mail_counter(deps: Dependencies, email: str) -> AttemptCounter:
    settings = deps.settings
    rule = DelayRule(settings.mails_free, settings.attempts_kept, settings.attempts_kept)
    return attempt_counter("mail", email.lower(), rule)
