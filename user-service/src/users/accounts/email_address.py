"""Email addresses in the form in which they are stored and compared. No I/O."""

from typing import Annotated, Final

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

_LONGEST: Final = 254


def normalised_email(text: str) -> str:
    """The address with its domain in lower case and in its ASCII form; the local part as given.

    Two addresses that differ only in the case of letters count as one: the tables compare `lower(email)`.

    Raises:
        ValueError: it is not an address that mail can be sent to. Whether its domain exists is not looked up.
    """
    try:
        found = validate_email(
            text.strip(), check_deliverability=False, allow_smtputf8=False, allow_quoted_local=False, strict=True
        )
    except EmailNotValidError:
        raise ValueError("this is not an email address") from None
    # In ASCII, domains that only look the same differ; and every mail server accepts it.
    address = f"{found.local_part}@{found.ascii_domain}"
    if len(address) > _LONGEST:
        raise ValueError("this is not an email address")
    return address


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
