"""Usernames: which may be had. No I/O."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

# ASCII only: no two usernames look the same.
_FORM: Final = re.compile(r"[A-Za-z0-9_-]{3,30}", re.ASCII)
# Names that others could take for the platform itself or for its operators.
# fmt: off
_RESERVED: Final = frozenset({
    "abuse", "account", "accounts", "admin", "administrator", "anonymous", "api", "billing", "dashboard", "help",
    "hostmaster", "info", "login", "logout", "mail", "mailer-daemon", "me", "moderator", "no-reply", "nobody",
    "noreply", "null", "official", "operator", "postmaster", "register", "root", "security", "settings", "staff",
    "support", "sysadmin", "system", "tidemark", "undefined", "users", "webmaster", "www",
})
# fmt: on


def checked_username(text: str) -> str:
    """The username as given.

    Raises:
        ValueError: it has another form, or is reserved.
    """
    if not _FORM.fullmatch(text):
        raise ValueError("use 3 to 30 letters, digits, _ or -")
    if text.lower() in _RESERVED:
        raise ValueError("this name is reserved")
    return text


def _username(text: str) -> str:
    try:
        return checked_username(text)
    except ValueError as error:
        raise PydanticCustomError("username", "{reason}", {"reason": str(error)}) from None


Username = Annotated[
    str,
    AfterValidator(_username),
    Field(
        max_length=30,
        description="3 to 30 letters, digits, `_` or `-`",
        examples=["alice"],
        json_schema_extra={"pattern": f"^{_FORM.pattern}$"},  # for the document; the check above words the refusal
    ),
]
