"""What a caller can act on who asks for portfolios, their transactions or assets."""

from shared.errors import ConflictError, NotFoundError, ProblemError


class UnknownPortfolioError(NotFoundError):
    """There is none with this id, or it is another user's: the caller cannot tell which."""

    code = "unknown_portfolio"

    def __init__(self) -> None:
        super().__init__("This portfolio does not exist or is not yours")


class UnknownTransactionError(NotFoundError):
    code = "unknown_transaction"

    def __init__(self) -> None:
        super().__init__("This portfolio has no such transaction")


class UnknownAssetRowError(NotFoundError):
    code = "unknown_asset"

    def __init__(self) -> None:
        super().__init__("This portfolio has no such asset")


class UnknownQuestionError(NotFoundError):
    code = "unknown_question"

    def __init__(self) -> None:
        super().__init__("This portfolio is not asked that, or no pair is suggested as its answer")


class TooManyPortfoliosError(ConflictError):
    code = "too_many_portfolios"

    def __init__(self, most: int) -> None:
        super().__init__(f"An account has at most {most} portfolios: delete one first")


class TooManyTransactionsError(ConflictError):
    code = "too_many_transactions"

    def __init__(self, most: int) -> None:
        super().__init__(f"A portfolio has at most {most} transactions: begin another one")


class KeyReusedError(ProblemError):
    """An idempotency key that came before with another request."""

    status = 422
    title = "Unprocessable Content"
    code = "idempotency_key_reused"

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was used for another request: make a new one for each change")
