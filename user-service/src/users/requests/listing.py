"""Pages of an account's lists, newest first. Ids sort by time, so the cursor is the last id of the page before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import Depends, Query
from pydantic import BaseModel

T = TypeVar("T")


class Page(BaseModel):
    next: str | None
    """Ask again with `cursor` set to this for what follows; null: nothing does."""


@dataclass(frozen=True, slots=True)
class Wanted:
    before: UUID | None
    limit: int

    @property
    def one_more(self) -> int:
        """How many to fetch to know whether something follows."""
        return self.limit + 1

    def cut(self, found: Sequence[T]) -> Sequence[T]:
        return found[: self.limit]

    def next(self, ids: Sequence[UUID]) -> str | None:
        """The cursor of the next page, given the ids of all that was fetched."""
        return str(ids[self.limit - 1]) if len(ids) > self.limit else None


async def _wanted(
    cursor: Annotated[UUID | None, Query(description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Wanted:
    return Wanted(cursor, limit)


WantedDep = Annotated[Wanted, Depends(_wanted)]
