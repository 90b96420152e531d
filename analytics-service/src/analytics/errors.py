"""What a caller of the analytics can act on."""

from shared.problems import FieldError, NotFoundError, ValidationProblem


class UnknownCoinError(NotFoundError):
    code = "unknown_coin"

    def __init__(self, coin_id: str) -> None:
        super().__init__(f"No coin is known as {coin_id!r}")


class UnknownInstrumentError(NotFoundError):
    code = "unknown_instrument"

    def __init__(self, coin_id: str, name: str) -> None:
        super().__init__(f"{coin_id} has no instrument {name!r}")


class InvalidParameterError(ValidationProblem):
    """A parameter that parses but makes no sense here."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}", errors=[FieldError(field=field, message=message)])
