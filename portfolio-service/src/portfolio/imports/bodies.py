"""Imports as answers have them."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from pydantic import BaseModel
from shared.clock import from_us

from portfolio.imports.drafts import Draft
from portfolio.imports.flow import DryRun
from portfolio.imports.sql import Import, ImportState
from portfolio.ledger.routes.fields import ExactText
from portfolio.ledger.transactions import Kind
from portfolio.valuation.coins import Coins

_MOST_SHOWN: Final = 200


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
    rows: int | None
    done: int | None
    """Of `rows`, while it is being committed."""
    message: str | None
    """Why it failed. Nothing was saved then."""

    @classmethod
    def of(cls, one: Import) -> "ImportItem":
        return cls(**{name: getattr(one, name) for name in cls.model_fields})


def preview(run: DryRun) -> list[PreviewItem]:
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


def unknown_assets(run: DryRun, coins: Coins) -> list[UnknownAssetItem]:
    counts: dict[str, int] = {}
    for draft, _, _ in run.sorted.new:
        named = {part.asset for part in (draft.in_, draft.out, draft.fee) if part is not None}
        for asset in named:
            if coins.asset_of(asset) is None:
                counts[asset] = counts.get(asset, 0) + 1
    return [UnknownAssetItem(asset=asset, rows=rows) for asset, rows in sorted(counts.items())]
