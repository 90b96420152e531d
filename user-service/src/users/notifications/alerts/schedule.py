"""When a request to a webhook is made again, as Standard Webhooks suggests: for about a day. No I/O."""

import random
from datetime import timedelta
from typing import Final

_PAUSES: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=7),
    timedelta(hours=9),
)
# So that the requests of an outage do not all come back at once.
_JITTER: Final = 0.2


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many attempts that failed; None: it is given up."""
    if attempts > len(_PAUSES):
        return None
    return _PAUSES[attempts - 1] * random.uniform(1 - _JITTER, 1)  # noqa: S311 - not a secret
