"""Email addresses in the form in which they are stored and compared, and whose domains are inner ones. No I/O."""

from collections.abc import Collection
from typing import Annotated, Final

from email_validator import EmailNotValidError, ValidatedEmail, validate_email
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

INNER_DOMAINS: Final = (
    "local",
    "internal",
    "localhost",
    "test",
    "lan",
    "home.arpa",
    "home",
    "corp",
    "intranet",
    "private",
)
"""What no public domain ends in (RFC 6761, 6762 appendix G, 8375; ICANN's `internal`), the usual ones first."""
_LONGEST: Final = 254
# The library refuses some inner domains and takes others: all are checked as if they stood below a public one.
_PUBLIC: Final = ".example"


def normalised_email(text: str) -> str:
    """The address with its domain in lower case and in its ASCII form; the local part as given.

    Two addresses that differ only in the case of letters count as one: the tables compare `lower(email)`. Whether an
    inner domain is accepted here, `is_accepted` says.

    Raises:
        ValueError: it is not an address that mail can be sent to. Whether its domain exists is not looked up.
    """
    text = text.strip()
    try:
        found = _validated(text + _PUBLIC)
        domain = found.ascii_domain.removesuffix(_PUBLIC)
        if inner_domain(domain) is None:
            _validated(text)
    except EmailNotValidError:
        raise ValueError("this is not an email address") from None
    # In ASCII, domains that only look the same differ; and every mail server accepts it.
    address = f"{found.local_part}@{domain}"
    if len(address) > _LONGEST:
        raise ValueError("this is not an email address")
    return address


def _validated(text: str) -> ValidatedEmail:
    return validate_email(text, check_deliverability=False, allow_smtputf8=False, allow_quoted_local=False, strict=True)


def inner_domain(domain: str) -> str | None:
    """The inner domain that this one is or stands below: of `mail.desk.local` it is `local`, of `mailhost` itself."""
    if "." not in domain:
        return domain
    return next((inner for inner in INNER_DOMAINS if domain.endswith(f".{inner}")), None)


def is_accepted(email: str, inner_domains: Collection[str]) -> bool:
    """Whether the normalised address is of a public domain, or of one of these inner domains or below it."""
    domain = email.rpartition("@")[2]
    return inner_domain(domain) is None or any(
        domain == inner or domain.endswith(f".{inner}") for inner in inner_domains
    )


def _email(text: str) -> str:
    try:
        return normalised_email(text)
    except ValueError as error:
        raise PydanticCustomError("email", "{reason}", {"reason": str(error)}) from None


Email = Annotated[
    str,
    AfterValidator(_email),
    Field(max_length=320, examples=["alice@example.org"], json_schema_extra={"format": "email"}),
]
