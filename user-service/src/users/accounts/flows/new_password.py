"""A password that is chosen: judged, then hashed, both off the event loop."""

import functools

from users.access.password_strength import weakness
from users.access.passwords import normalised
from users.errors import InvalidFieldError
from users.wiring import Parts


async def hash_chosen(parts: Parts, password: str, username: str, email: str, *, field: str = "password") -> str:
    """The hash of a password that may be chosen.

    Raises:
        InvalidFieldError: it is too easily guessed.
        HashingBusyError: too many wait already.
    """
    settings = parts.settings
    judge = functools.partial(
        weakness,
        normalised(password),
        username=username,
        email=email,
        shortest=settings.password_min,
        longest=settings.password_max,
    )
    if why := await parts.hasher.run(judge):
        raise InvalidFieldError(field, why)
    return await parts.hasher.hash(password)
