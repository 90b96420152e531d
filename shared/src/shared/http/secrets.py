"""Whether a secret may be used outside a local deployment. A refusal gives the reason, never the value. No I/O."""

import base64
import binascii
from collections.abc import Callable
from typing import Final
from urllib.parse import unquote, urlsplit

from shared.http.tokens import read_keys

Check = Callable[[str], str | None]
"""Returns why a value is refused, None if it is not."""

_SHORTEST_PASSWORD: Final = 12
_KEY_BYTES: Final = 32
_DISTINCT: Final = 8
_EXAMPLES: Final = ("change", "example", "secret", "password", "default", "insecure", "12345678", "abcdefgh", "qwerty")
# The x of the keys printed in RFC 7515, 7517 and 7518. Everybody can sign with these keys.
_PRINTED_KEYS: Final = (
    "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0",
)


def password(value: str) -> str | None:
    if not value:
        return "is missing"
    if any(word in value.lower() for word in _EXAMPLES):
        return "is an example"
    if len(value) < _SHORTEST_PASSWORD:
        return f"is shorter than {_SHORTEST_PASSWORD} characters"
    return None if len(set(value)) >= _DISTINCT else "repeats a few characters"


def password_of_url(value: str) -> str | None:
    """Check the password that a server's URL holds."""
    try:
        found = password(unquote(urlsplit(value).password or ""))
    except ValueError:
        return "is not a URL"
    return found and f"holds a password that {found}"


def random_bytes(value: str) -> str | None:
    """Check a secret of at least 32 random bytes, as base64url without padding."""
    if not value:
        return "is missing"
    try:
        raw = base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return "is not base64url"
    if len(raw) < _KEY_BYTES:
        return f"is shorter than {_KEY_BYTES} bytes"
    if any(word in value.lower() for word in _EXAMPLES):
        return "is an example"
    return None if len(set(raw)) >= _DISTINCT else "repeats a few bytes"


def signing_keys(value: str) -> str | None:
    """Check a JWK set whose keys can sign."""
    if not value:
        return "is missing"
    try:
        keys = read_keys(value).values()
    except ValueError as error:
        return f"is {error}"
    if any(key.to_dict().get("d") is None for key in keys):
        return "holds a key that cannot sign"
    return "is an example" if any(key.to_dict()["x"] in _PRINTED_KEYS for key in keys) else None
