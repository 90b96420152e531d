"""Routes /portfolio/{portfolio_id}/imports: files of exchanges and other programs, tried before anything is saved."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel
from shared.clock import from_us
from shared.errors import InvalidFieldError, ProblemError
from shared.http.cursors import CursorText, ListCursor, Page
from shared.http.problems import problems

from portfolio.imports.drafts import Draft
from portfolio.imports.errors import ImportIsDoneError, RowsHaveErrorsError, UnknownImportError, UnreadableFileProblem
from portfolio.imports.flow import DryRun, commit, dry_run, undo
from portfolio.imports.sql import Import, ImportState, fetch_import, fetch_imports, insert_import
from portfolio.injection import OF_PORTFOLIO, Conn, Deps, LockedPortfolio, ReadPortfolio, Writer
from portfolio.ledger.errors import TooManyTransactionsError
from portfolio.ledger.routes.fields import ExactText, Name
from portfolio.ledger.transactions import Kind
from portfolio.valuation.coins import Coins

router = APIRouter(prefix="/portfolio/{portfolio_id}/imports", tags=["imports"])

_CURSOR: Final = ListCursor("imports", UUID)
_MOST_SHOWN: Final = 200
_MOST_ERRORS: Final = 1_000
_CSV_BODY: Final[dict[str, Any]] = {
    "requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}}
}
ImportId = Annotated[UUID, Path(description="`import_id` of the dry run")]


class FileTooLargeError(ProblemError):
    status = 413
    title = "Content Too Large"
    code = "file_too_large"


class Fate(StrEnum):
    NEW = "new"
    KNOWN = "known"
    IGNORED = "ignored"
    ERROR = "error"


class RowErrorItem(BaseModel):
    row: int
    """The line of the file; the first one is 1."""
    message: str


class PreviewItem(BaseModel):
    rows: list[int]
    fate: Fate
    kind: Kind | None = None
    time: datetime | None = None
    wallet: str | None = None
    in_asset: str | None = None
    in_quantity: ExactText | None = None
    out_asset: str | None = None
    out_quantity: ExactText | None = None
    message: str | None = None


class UnknownAssetItem(BaseModel):
    kind: str = "unknown_asset"
    asset: str
    rows: int


class DryRunItem(BaseModel):
    import_id: UUID
    format: str
    rows: int
    new: int
    known: int
    ignored: int
    errors: list[RowErrorItem]
    questions: list[UnknownAssetItem]
    preview: list[PreviewItem]
    """The first rows of the file and what becomes of them."""


class ImportItem(BaseModel):
    import_id: UUID
    filename: str
    format: str
    state: ImportState
    added: int | None
    created_at: datetime
    committed_at: datetime | None

    @classmethod
    def of(cls, one: Import) -> "ImportItem":
        return cls(**{name: getattr(one, name) for name in cls.model_fields})


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
    writer: Writer,
    deps: Deps,
    conn: Conn,
    portfolio: ReadPortfolio,
    filename: Annotated[str, Query(min_length=1, max_length=200, description="Exchanges put the time zone into it")],
    mapping: Annotated[
        str | None,
        Query(max_length=2_000, description="Of a file that is none of the formats: our field to its column, as JSON"),
    ] = None,
    wallet: Annotated[Name, Query(description="Where the file names none")] = "Imported",
) -> DryRunItem:
    """Read a file and say what would become of every row. Nothing is added to the ledger."""
    del writer
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
        questions=_unknown_assets(run, deps.coins),
        preview=_preview(run),
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


@router.post(
    "/{import_id}/commit",
    operation_id="commit_import",
    responses=problems(
        *OF_PORTFOLIO, UnknownImportError, ImportIsDoneError, RowsHaveErrorsError, TooManyTransactionsError
    ),
)
async def commit_import(deps: Deps, conn: Conn, portfolio: LockedPortfolio, import_id: ImportId) -> ImportItem:
    """Add the new rows of the file: all of them, or none."""
    await commit(conn, deps.coins, portfolio, import_id, most=deps.settings.transactions_most)
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


def _preview(run: DryRun) -> list[PreviewItem]:
    return sorted(_fates(run), key=lambda item: item.rows)[:_MOST_SHOWN]


def _fates(run: DryRun) -> Iterator[PreviewItem]:
    for draft, _, _ in run.sorted.new[:_MOST_SHOWN]:
        yield _draft_item(draft, Fate.NEW)
    for draft in run.sorted.known[:_MOST_SHOWN]:
        yield _draft_item(draft, Fate.KNOWN)
    for line in run.read.parsed.ignored[:_MOST_SHOWN]:
        yield PreviewItem(rows=[line], fate=Fate.IGNORED)
    for line, message in run.read.parsed.errors[:_MOST_SHOWN]:
        yield PreviewItem(rows=[line], fate=Fate.ERROR, message=message)


def _draft_item(draft: Draft, fate: Fate) -> PreviewItem:
    return PreviewItem(
        rows=list(draft.lines),
        fate=fate,
        kind=draft.kind,
        time=from_us(draft.time_us),
        wallet=draft.wallet,
        in_asset=draft.in_ and draft.in_.asset,
        in_quantity=draft.in_ and draft.in_.quantity,
        out_asset=draft.out and draft.out.asset,
        out_quantity=draft.out and draft.out.quantity,
    )


def _unknown_assets(run: DryRun, coins: Coins) -> list[UnknownAssetItem]:
    counts: dict[str, int] = {}
    for draft, _, _ in run.sorted.new:
        named = {part.asset for part in (draft.in_, draft.out, draft.fee) if part is not None}
        for asset in named:
            if coins.asset_of(asset) is None:
                counts[asset] = counts.get(asset, 0) + 1
    return [UnknownAssetItem(asset=asset, rows=rows) for asset, rows in sorted(counts.items())]
