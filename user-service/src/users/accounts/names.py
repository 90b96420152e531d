"""Usernames and email addresses as they are kept and compared. No I/O."""

import re
from typing import Annotated, Final

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

# ASCII only: no two usernames that look the same.
_USERNAME: Final = re.compile(r"[A-Za-z0-9_-]{3,30}", re.ASCII)
# Names that could speak for this place.
# fmt: off
_RESERVED: Final = frozenset({
    "abuse", "account", "accounts", "admin", "administrator", "anonymous", "api", "billing", "dashboard", "help",
    "hostmaster", "info", "login", "logout", "mail", "mailer-daemon", "me", "moderator", "no-reply", "nobody",
    "noreply", "null", "official", "operator", "postmaster", "register", "root", "security", "settings", "staff",
    "support", "sysadmin", "system", "tidemark", "undefined", "users", "webmaster", "www",
})
# fmt: on
_LONGEST_EMAIL: Final = 254


def checked_username(text: str) -> str:
    """The username as given.

    Raises:
        ValueError: it is none that can be had.
    """
    if not _USERNAME.fullmatch(text):
        raise ValueError("use 3 to 30 letters, digits, _ or -")
    if text.lower() in _RESERVED:
        raise ValueError("this name is reserved")
    return text


def normalised_email(text: str) -> str:
    """The address with its domain in lower case and its internationalised form; the local part as given.

    Two addresses that differ only in the case of letters count as one: the tables compare `lower(email)`.

    Raises:
        ValueError: it is no address that mail can be sent to. Whether its domain exists is not asked.
    """
    try:
        found = validate_email(
            text.strip(), check_deliverability=False, allow_smtputf8=False, allow_quoted_local=False, strict=True
        )
    except EmailNotValidError:
        raise ValueError("this is not an email address") from None
    # The ASCII form: what looks like another domain's letters is told apart, and any mail server takes it.
    address = f"{found.local_part}@{found.ascii_domain}"
    if len(address) > _LONGEST_EMAIL:
        raise ValueError("this is not an email address")
    return address


def _username(text: str) -> str:
    try:
        return checked_username(text)
    except ValueError as error:
        raise PydanticCustomError("username", "{reason}", {"reason": str(error)}) from None


def _email(text: str) -> str:
    try:
        return normalised_email(text)
    except ValueError as error:
        raise PydanticCustomError("email", "{reason}", {"reason": str(error)}) from None


Username = Annotated[
    str,
    AfterValidator(_username),
    Field(
        max_length=30,
        description="3 to 30 letters, digits, `_` or `-`",
        examples=["alice"],
        json_schema_extra={"pattern": f"^{_USERNAME.pattern}$"},  # told, while the check above words the refusal
    ),
]
Email = Annotated[
    str,
    AfterValidator(_email),
    Field(max_length=320, examples=["alice@example.org"], json_schema_extra={"format": "email"}),
]
