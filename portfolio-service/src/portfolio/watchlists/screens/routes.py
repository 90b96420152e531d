"""Routes /portfolio/screens: questions to `/analytics/screener` that somebody gave a name.

Only their form is checked here. Which figures there are, the screener knows: it says so when the screen is run.
"""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, StringConstraints
from shared.errors import ConflictError, InvalidFieldError, NotFoundError
from shared.events.values import Interval
from shared.http.cursors import Page
from shared.http.problems import problems

from portfolio.injection import REFUSALS, Conn, Reader, Writer
from portfolio.ledger.routes.fields import Body, Name
from portfolio.watchlists.screens.sql import SavedScreen, delete_screen, fetch_screens, insert_screen, update_screen

router = APIRouter(prefix="/portfolio/screens", tags=["screens"])

_MOST_SCREENS: Final = 100
_LONGEST: Final = 2_000
_FIGURE: Final = r"[a-zA-Z][a-zA-Z0-9_.-]*(:[^\x00-\x20\x7f/:,;<>=]+)*"  # a parameter may be a coin
_CONDITION: Final = rf" *{_FIGURE} *(<=|>=|<|>) *(-?[0-9]+([.][0-9]+)?|{_FIGURE}) *"
Where = Annotated[str, StringConstraints(max_length=_LONGEST, pattern=rf"^{_CONDITION}(,{_CONDITION})*$")]
Sort = Annotated[str, StringConstraints(max_length=100, pattern=rf"^-?{_FIGURE}$")]
Columns = Annotated[str, StringConstraints(max_length=_LONGEST, pattern=rf"^ *{_FIGURE} *(, *{_FIGURE} *)*$")]
ScreenId = Annotated[UUID, Path(description="`screen_id` of the list")]


class UnknownScreenError(NotFoundError):
    code = "unknown_screen"

    def __init__(self) -> None:
        super().__init__("This screen does not exist or is not yours")


class TooManyScreensError(ConflictError):
    code = "too_many_screens"

    def __init__(self) -> None:
        super().__init__(f"An account has at most {_MOST_SCREENS} screens: delete one first")


class StoredScreen(BaseModel):
    """`where`, `interval`, `sort` and `columns` are parameters of `/api/analytics/screener`, as they are."""

    screen_id: UUID
    name: str
    where: str | None
    interval: Interval
    sort: str
    columns: str | None

    @classmethod
    def of(cls, one: SavedScreen) -> "StoredScreen":
        return cls.model_validate(one._asdict())


class StoredScreens(Page[StoredScreen]):
    """All of an account's."""


class NewScreen(Body):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "Oversold", "where": "rsi:14<30", "sort": "-volume_24h"}]}
    )

    name: Name
    where: Where | None = None
    interval: Interval = Interval.HOUR
    sort: Sort = "-volume_24h"
    columns: Columns | None = None


class ScreenChanges(Body):
    """What is left out stays as it is; `where` and `columns` may be null: no condition, the usual columns."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"where": "rsi:14<25"}]})

    name: Name | None = None
    where: Where | None = None
    interval: Interval | None = None
    sort: Sort | None = None
    columns: Columns | None = None

    def changed(self) -> dict[str, Any]:
        """Raises `InvalidFieldError`."""
        given = self.model_dump(exclude_unset=True)
        for field in ("name", "interval", "sort"):
            if field in given and given[field] is None:
                raise InvalidFieldError(field, "cannot be null: leave it out to keep it")
        return given


@router.get("", operation_id="list_screens", responses=problems(*REFUSALS))
async def list_screens(reader: Reader, conn: Conn) -> StoredScreens:
    """List the account's saved screens, oldest first."""
    return StoredScreens(items=[StoredScreen.of(one) for one in await fetch_screens(conn, reader.user_id)])


@router.post("", operation_id="create_screen", status_code=201, responses=problems(*REFUSALS, TooManyScreensError))
async def create_screen(writer: Writer, conn: Conn, body: NewScreen) -> StoredScreen:
    if len(await fetch_screens(conn, writer.user_id)) >= _MOST_SCREENS:
        raise TooManyScreensError
    return StoredScreen.of(await insert_screen(conn, writer.user_id, body.model_dump()))


@router.patch("/{screen_id}", operation_id="change_screen", responses=problems(*REFUSALS, UnknownScreenError))
async def change_screen(writer: Writer, conn: Conn, screen_id: ScreenId, body: ScreenChanges) -> StoredScreen:
    found = await update_screen(conn, writer.user_id, screen_id, body.changed())
    if found is None:
        raise UnknownScreenError
    return StoredScreen.of(found)


@router.delete(
    "/{screen_id}", operation_id="delete_screen", status_code=204, responses=problems(*REFUSALS, UnknownScreenError)
)
async def remove_screen(writer: Writer, conn: Conn, screen_id: ScreenId) -> None:
    if not await delete_screen(conn, writer.user_id, screen_id):
        raise UnknownScreenError
