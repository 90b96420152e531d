"""Whether an address may be an account's: addresses of inner networks only where the operator accepts them."""

from shared.errors import InvalidFieldError
from shared.settings import Deployment

from users.accounts.email_address import INNER_DOMAINS, inner_domain, is_accepted
from users.settings import Settings


def accepted_inner_domains(settings: Settings) -> tuple[str, ...]:
    if settings.email_inner_domains is not None:
        return settings.email_inner_domains
    return INNER_DOMAINS if settings.deployment is Deployment.LOCAL else ()


def require_accepted(settings: Settings, email: str) -> None:
    """Check the domain of a new address. An account keeps one that was accepted before.

    Raises:
        InvalidFieldError: it is of an inner network whose addresses are not accepted here.
    """
    if not is_accepted(email, accepted_inner_domains(settings)):
        inner = inner_domain(email.rpartition("@")[2])
        raise InvalidFieldError(
            "email", f"addresses of {inner} are not accepted here: EMAIL_INNER_DOMAINS does not name it"
        )
