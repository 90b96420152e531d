"""A new password is judged, then hashed, both off the event loop."""

import functools

from shared.errors import InvalidFieldError

from users.access.password_strength import weakness
from users.access.passwords import normalised
from users.requests.dependencies import Dependencies


async def hash_new_password(
    deps: Dependencies, password: str, username: str, email: str, *, field: str = "password"
) -> str:
    """The hash of a password that may be chosen.

    Raises:
        InvalidFieldError: it is too easily guessed.
        HashingBusyError: too many wait already.
    """
    settings = deps.settings
    judge = functools.partial(
        weakness,
        normalised(password),
        username=username,
        email=email,
        shortest=settings.password_min,
        longest=settings.password_max,
    )
    if why := await deps.hasher.run(judge):
        raise InvalidFieldError(field, why)
    return await deps.hasher.hash(password)
