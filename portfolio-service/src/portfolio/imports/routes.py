"""Routes /portfolio/{portfolio_id}/imports: files of exchanges and other programs, tried before anything is saved."""

from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from fastapi import APIRouter, Path, Query, Request, Response
from shared.errors import InvalidFieldError, ProblemError
from shared.http.cursors import CursorText, ListCursor, Page
from shared.http.problems import problems

from portfolio.imports.bodies import DryRunItem, ImportItem, RowErrorItem, preview, unknown_assets
from portfolio.imports.errors import ImportIsDoneError, RowsHaveErrorsError, UnknownImportError, UnreadableFileProblem
from portfolio.imports.flow import dry_run, undo
from portfolio.imports.sql import fetch_import, fetch_imports, insert_import
from portfolio.injection import OF_PORTFOLIO, Conn, Deps, LockedPortfolio, OwnPortfolio, ReadPortfolio
from portfolio.ledger.errors import TooManyTransactionsError
from portfolio.ledger.routes.fields import Name

router = APIRouter(prefix="/portfolio/{portfolio_id}/imports", tags=["imports"])

_CURSOR: Final = ListCursor("imports", UUID)
_MOST_ERRORS: Final = 1_000
_CSV_BODY: Final[dict[str, Any]] = {
    "requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}}
}
_GOES_ON: Final[dict[int | str, dict[str, Any]]] = {
    202: {"model": ImportItem, "description": "It goes on: ask for the import until it is committed or failed"}
}
ImportId = Annotated[UUID, Path(description="`import_id` of the dry run")]


class FileTooLargeError(ProblemError):
    status = 413
    title = "Content Too Large"
    code = "file_too_large"


class ImportPage(Page[ImportItem]):
    pass


@router.post(
    "",
    operation_id="try_import",
    status_code=201,
    openapi_extra=_CSV_BODY,
    responses=problems(*OF_PORTFOLIO, UnreadableFileProblem, FileTooLargeError),
)
async def try_import(
    request: Request,
    deps: Deps,
    conn: Conn,
    portfolio: OwnPortfolio,
    filename: Annotated[str, Query(min_length=1, max_length=200, description="Exchanges put the time zone into it")],
    mapping: Annotated[
        str | None,
        Query(max_length=2_000, description="Of a file that is none of the formats: our field to its column, as JSON"),
    ] = None,
    wallet: Annotated[Name, Query(description="Where the file names none")] = "Imported",
) -> DryRunItem:
    """Read a file and say what would become of every row. Nothing is added to the ledger."""
    columns = _mapping(mapping)
    file = await _file(request, deps.settings.import_bytes)
    run = await dry_run(conn, portfolio, file, filename, mapping=columns, wallet=wallet)
    import_id = await insert_import(
        conn,
        portfolio.portfolio_id,
        filename=filename,
        format_name=run.read.format_name,
        mapping=columns,
        wallet=wallet,
        file=file,
        rows=run.read.rows,
    )
    parsed = run.read.parsed
    return DryRunItem(
        import_id=import_id,
        format=run.read.format_name,
        rows=run.read.rows,
        new=len(run.sorted.new),
        known=len(run.sorted.known),
        ignored=len(parsed.ignored),
        errors=[RowErrorItem(row=line, message=message) for line, message in parsed.errors[:_MOST_ERRORS]],
        questions=unknown_assets(run, deps.coins),
        preview=preview(run),
    )


@router.get("", operation_id="list_imports", responses=problems(*OF_PORTFOLIO))
async def list_imports(
    conn: Conn,
    portfolio: ReadPortfolio,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: CursorText = None,
) -> ImportPage:
    """List imports, dry runs too, newest first."""
    before = _CURSOR.read(cursor, portfolio.portfolio_id)
    found = await fetch_imports(conn, portfolio.portfolio_id, before=before, limit=limit + 1)
    page, following = _CURSOR.cut(found, limit, lambda one: one.import_id, portfolio.portfolio_id)
    return ImportPage(items=[ImportItem.of(one) for one in page], next=following)


@router.get("/{import_id}", operation_id="read_import", responses=problems(*OF_PORTFOLIO, UnknownImportError))
async def read_import(conn: Conn, portfolio: ReadPortfolio, import_id: ImportId) -> ImportItem:
    """What became of a file: of its `rows`, `done` are through."""
    return await _item(conn, portfolio.portfolio_id, import_id)


@router.post(
    "/{import_id}/commit",
    operation_id="commit_import",
    responses=problems(
        *OF_PORTFOLIO, UnknownImportError, ImportIsDoneError, RowsHaveErrorsError, TooManyTransactionsError
    )
    | _GOES_ON,
)
async def commit_import(deps: Deps, portfolio: OwnPortfolio, import_id: ImportId, response: Response) -> ImportItem:
    """Add the new rows of the file: all of them, or none. A large one goes on after the answer, which is 202 then."""
    within = deps.settings.import_answer_within
    is_done = await deps.commits.start(portfolio.user_id, portfolio.portfolio_id, import_id, within)
    if not is_done:
        response.status_code = 202
    async with deps.database.begin() as conn:
        return await _item(conn, portfolio.portfolio_id, import_id)


@router.delete(
    "/{import_id}",
    operation_id="undo_import",
    responses=problems(*OF_PORTFOLIO, UnknownImportError, ImportIsDoneError),
)
async def undo_import(conn: Conn, portfolio: LockedPortfolio, import_id: ImportId) -> ImportItem:
    """Delete the rows that came with the file."""
    await undo(conn, portfolio, import_id)
    return await _item(conn, portfolio.portfolio_id, import_id)


async def _item(conn: Conn, portfolio_id: UUID, import_id: UUID) -> ImportItem:
    found = await fetch_import(conn, portfolio_id, import_id)
    if found is None:
        raise UnknownImportError
    return ImportItem.of(found)


async def _file(request: Request, most: int) -> bytes:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("text/csv", "application/octet-stream"):
        raise InvalidFieldError("body", "must be the file itself: send Content-Type: text/csv")
    pieces: list[bytes] = []
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > most:
            raise FileTooLargeError(f"The file has more than {most} bytes: split it by years")
        pieces.append(piece)
    return b"".join(pieces)


def _mapping(text: str | None) -> dict[str, str] | None:
    if text is None:
        return None
    try:
        return msgspec.json.decode(text, type=dict[str, str])
    except (msgspec.DecodeError, RecursionError):
        raise InvalidFieldError("mapping", 'must be JSON such as {"time": "Date", "in_quantity": "Bought"}') from None
