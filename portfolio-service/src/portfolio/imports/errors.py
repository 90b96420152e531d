"""What a caller can act on who imports a file."""

from shared.errors import ConflictError, NotFoundError, ProblemError


class UnknownImportError(NotFoundError):
    code = "unknown_import"

    def __init__(self) -> None:
        super().__init__("This portfolio has no such import")


class UnreadableFileProblem(ProblemError):  # noqa: N818 - RFC 9457 calls it a problem
    """The file is no table that can be read as any format."""

    status = 422
    title = "Unprocessable Content"
    code = "unreadable_file"


class RowsHaveErrorsError(ConflictError):
    code = "rows_have_errors"

    def __init__(self, errors: int) -> None:
        super().__init__(f"{errors} rows cannot be read, so that nothing was saved: mend the file and send it again")


class ImportIsDoneError(ConflictError):
    code = "import_is_done"

    def __init__(self, state: str) -> None:
        super().__init__(f"This import is {state} already")
