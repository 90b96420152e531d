"""Portfolios on the stream: which are looked at, and what they are worth."""

from uuid import UUID

import msgspec


class WatchV1(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Somebody looks at a portfolio, which is valued until `until_us`. Keyed by `portfolio_id`, repeated meanwhile."""

    portfolio_id: UUID
    user_id: UUID
    until_us: int


class ValuationV1(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What a portfolio is worth: a whole state, keyed by `portfolio_id`.

    `data` is the REST answer without wallets and `stale`, as it is sent on: thousands of them are made a second, and
    no reader between needs their fields. `as_of_us`: when the oldest price in it came.
    """

    portfolio_id: UUID
    user_id: UUID
    made_us: int
    as_of_us: int | None
    stale: bool
    data: msgspec.Raw
