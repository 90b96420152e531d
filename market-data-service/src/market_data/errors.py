"""What a caller of the market routes can act on."""

from shared.problems import FieldError, NotFoundError, UnavailableError, ValidationProblem


class UnknownCoinError(NotFoundError):
    code = "unknown_coin"

    def __init__(self, coin_id: str) -> None:
        super().__init__(f"No coin is known as {coin_id!r}")


class UnknownInstrumentError(NotFoundError):
    code = "unknown_instrument"

    def __init__(self, coin_id: str, name: str) -> None:
        super().__init__(f"{coin_id!r} has no instrument {name!r}")


class InvalidFieldError(ValidationProblem):
    """A value of the right type that means nothing."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}", errors=[FieldError(field=field, message=message)])


class DatabaseAwayError(UnavailableError):
    code = "database_away"

    def __init__(self) -> None:
        super().__init__("The database does not answer just now. Live prices go on.", headers={"Retry-After": "2"})
