"""GET and PUT /users/me/preferences."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StrictBool
from shared.events.values import CoinSlug
from shared.http.problems import problems

from users.accounts.preferences import DefaultRange, Palette, Preferences, ShownTimeZone, Theme
from users.accounts.sql.preferences import fetch_preferences, upsert_preferences
from users.requests.injection import Conn
from users.sessions.current_session import REFUSALS, CurrentSessionDep

router = APIRouter(prefix="/users/me/preferences", tags=["account"])

# The registry of the analytics service says which indicators there are; here only their form is checked.
ChartIndicators = Annotated[
    str, Field(pattern=r"^[a-z0-9_.:,~TZ-]{1,400}$", examples=["sma:20,rsi:14,bb:20:2"], max_length=400)
]
LargeTrades = Annotated[str, Field(pattern=r"^(auto|[1-9][0-9]{0,11})$", examples=["auto", "100000"])]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["USD"])]


class Notifications(BaseModel):
    email_security: bool
    """Logins from new devices. What concerns the password, the address or a key is always told."""
    email_alerts: bool


class NotificationChanges(BaseModel):
    model_config = ConfigDict(extra="forbid")

    email_security: StrictBool | None = None
    email_alerts: StrictBool | None = None


class PreferencesItem(BaseModel):
    theme: Theme
    palette: Palette
    currency: str
    notifications: Notifications
    default_coin: str
    default_range: DefaultRange
    time_zone: ShownTimeZone
    chart_indicators: str
    """The indicators on the chart of a coin, in their order, as its URL has them; `none` for none."""
    large_trades: str
    """US dollars from which on a trade is large; `auto`: by the coin's own trades."""

    @classmethod
    def of(cls, found: Preferences) -> "PreferencesItem":
        return cls(
            theme=found.theme,
            palette=found.palette,
            currency=found.currency,
            notifications=Notifications(email_security=found.email_security, email_alerts=found.email_alerts),
            default_coin=found.default_coin,
            default_range=found.default_range,
            time_zone=found.time_zone,
            chart_indicators=found.chart_indicators,
            large_trades=found.large_trades,
        )


class PreferenceChanges(BaseModel):
    """Any of them; what is left out or null stays as it is."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"theme": "dark", "notifications": {"email_security": False}}]}
    )

    theme: Theme | None = None
    palette: Palette | None = None
    currency: Currency | None = None
    notifications: NotificationChanges | None = None
    default_coin: CoinSlug | None = None
    default_range: DefaultRange | None = None
    time_zone: ShownTimeZone | None = None
    chart_indicators: ChartIndicators | None = None
    large_trades: LargeTrades | None = None


@router.get("", operation_id="read_preferences", responses=problems(*REFUSALS))
async def read_preferences(current: CurrentSessionDep, conn: Conn) -> PreferencesItem:
    """Read the account's preferences."""
    return PreferencesItem.of(await fetch_preferences(conn, current.user_id))


@router.put("", operation_id="update_preferences", responses=problems(*REFUSALS))
async def update_preferences(current: CurrentSessionDep, conn: Conn, body: PreferenceChanges) -> PreferencesItem:
    """Set some preferences, and read them all."""
    changes = body.model_dump(exclude_none=True)
    changes |= changes.pop("notifications", {})
    return PreferencesItem.of(await upsert_preferences(conn, current.user_id, changes))
