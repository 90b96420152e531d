"""What callers name that does not exist: coins and instruments."""

from shared.problems import NotFoundError


class UnknownCoinError(NotFoundError):
    code = "unknown_coin"

    def __init__(self, coin_id: str) -> None:
        super().__init__(f"No coin is known as {coin_id!r}")


class UnknownInstrumentError(NotFoundError):
    code = "unknown_instrument"

    def __init__(self, coin_id: str, name: str) -> None:
        super().__init__(f"{coin_id!r} has no instrument {name!r}")
