"""Routes /portfolio/alerts: conditions on figures of coins and portfolios, and the events that they made."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from shared.clock import now_us
from shared.errors import InvalidFieldError
from shared.http.cursors import CursorText, ListCursor
from shared.http.problems import problems

from portfolio.alerts.alert import Alert, AlertState
from portfolio.alerts.bodies import AlertChanges, AlertItem, AlertPage, EventItem, EventPage, NewAlert
from portfolio.alerts.choices import Choices
from portfolio.alerts.errors import TooManyAlertsError, UnknownAlertError
from portfolio.alerts.joining import Rule
from portfolio.alerts.sql.alerts import (
    count_alerts,
    delete_alert,
    fetch_alert,
    fetch_alerts,
    insert_alert,
    update_alert,
)
from portfolio.alerts.sql.events import fetch_deliveries, fetch_events
from portfolio.alerts.sql.rows import rule_columns
from portfolio.injection import OF_PORTFOLIO, REFUSALS, Conn, Deps, Reader, Writer
from portfolio.ledger.currencies import CURRENCIES
from portfolio.ledger.errors import KeyReusedError, UnknownPortfolioError
from portfolio.ledger.idempotency import IdempotencyKey, once
from portfolio.ledger.routes.fields import Asset
from portfolio.ledger.sql.portfolios import fetch_portfolio
from portfolio.valuation.coins import Coins

router = APIRouter(prefix="/portfolio/alerts", tags=["alerts"])

_CURSOR: Final = ListCursor("alerts", UUID)
_EVENTS: Final = ListCursor("alert-events", UUID)
_SECOND_US: Final = 1_000_000
AlertId = Annotated[UUID, Path(description="`alert_id` of the list")]
Limit = Annotated[int, Query(ge=1, le=200)]


@router.post(
    "",
    operation_id="create_alert",
    status_code=201,
    responses=problems(*OF_PORTFOLIO, TooManyAlertsError, KeyReusedError),
)
async def create_alert(
    request: Request, writer: Writer, deps: Deps, conn: Conn, body: NewAlert, key: IdempotencyKey = None
) -> AlertItem:
    """Create an alert on a coin or on a portfolio: what its figures do from now on counts."""
    coin_id = _coin_id(body, deps.coins)
    conditions = Choices(deps.settings.alert_indicators).conditions(body.when, of_portfolio=coin_id is None)
    _check_end(body.expires_at)
    rule = Rule(
        joined=body.when.joined,
        conditions=conditions,
        repeat=body.repeat,
        rearm_percent=body.rearm_percent,
        cooldown_us=body.cooldown_s * _SECOND_US,
        armed_us=now_us(),
    )

    async def create() -> AlertItem:
        most = deps.settings.alerts_most
        if await count_alerts(conn, writer.user_id) >= most:
            raise TooManyAlertsError(most)
        if body.portfolio_id is not None and await fetch_portfolio(conn, writer.user_id, body.portfolio_id) is None:
            raise UnknownPortfolioError
        made = await insert_alert(
            conn,
            writer.user_id,
            (coin_id, body.portfolio_id),
            rule,
            channels=list(dict.fromkeys(body.channels)),
            note=body.note,
            expires_at=body.expires_at,
        )
        return AlertItem.of(await _read(conn, writer.user_id, made))

    answer: AlertItem = await once(conn, writer.user_id, key, (request.url.path, body), create)
    return answer


@router.get("", operation_id="list_alerts", responses=problems(*REFUSALS))
async def list_alerts(
    reader: Reader,
    deps: Deps,
    conn: Conn,
    state: AlertState | None = None,
    coin: Asset | None = None,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> AlertPage:
    """List the account's alerts, newest first."""
    wanted = {"state": state, "coin_id": None if coin is None else deps.coins.resolve(coin, "coin")}
    which = (reader.user_id, state, wanted["coin_id"])
    where = {name: value for name, value in wanted.items() if value is not None}
    before = _CURSOR.read(cursor, *which)
    found = await fetch_alerts(conn, reader.user_id, before=before, limit=limit + 1, where=where)
    page, following = _CURSOR.cut(found, limit, lambda one: one.alert_id, *which)
    return AlertPage(items=[AlertItem.of(one) for one in page], next=following)


@router.get("/{alert_id}", operation_id="read_alert", responses=problems(*REFUSALS, UnknownAlertError))
async def read_alert(reader: Reader, conn: Conn, alert_id: AlertId) -> AlertItem:
    return AlertItem.of(await _read(conn, reader.user_id, alert_id))


@router.patch("/{alert_id}", operation_id="change_alert", responses=problems(*REFUSALS, UnknownAlertError))
async def change_alert(writer: Writer, deps: Deps, conn: Conn, alert_id: AlertId, body: AlertChanges) -> AlertItem:
    """Change, pause or arm it. Arming it begins anew: what its figures do from now on counts."""
    alert = await _read(conn, writer.user_id, alert_id, lock=True)
    changes: dict[str, Any] = {name: getattr(body, name) for name in body.model_fields_set & {"note", "expires_at"}}
    if body.channels is not None:
        changes["channels"] = list(dict.fromkeys(channel.value for channel in body.channels))
    if body.state is AlertState.ARMED or body.rule_fields or body.model_fields_set & {"expires_at"}:
        _check_end(changes.get("expires_at", alert.expires_at))
    if _arms(alert, body):
        changes |= rule_columns(_changed_rule(alert, body, Choices(deps.settings.alert_indicators)))
    is_paused = alert.state is AlertState.PAUSED and body.state is None
    if body.state is AlertState.PAUSED or is_paused:
        changes["state"] = AlertState.PAUSED.value
    await update_alert(conn, alert_id, changes)
    return AlertItem.of(await _read(conn, writer.user_id, alert_id))


@router.delete(
    "/{alert_id}", operation_id="delete_alert", status_code=204, responses=problems(*REFUSALS, UnknownAlertError)
)
async def remove_alert(writer: Writer, conn: Conn, alert_id: AlertId) -> None:
    """Delete it with its events. No event is made of it any more."""
    if not await delete_alert(conn, writer.user_id, alert_id):
        raise UnknownAlertError


@router.get("/{alert_id}/events", operation_id="list_alert_events", responses=problems(*REFUSALS, UnknownAlertError))
async def list_alert_events(
    reader: Reader, conn: Conn, alert_id: AlertId, limit: Limit = 50, cursor: CursorText = None
) -> EventPage:
    """List what it fired on, newest first, and what has become of each delivery."""
    await _read(conn, reader.user_id, alert_id)
    found = await fetch_events(conn, alert_id, before=_EVENTS.read(cursor, alert_id), limit=limit + 1)
    page, following = _EVENTS.cut(found, limit, lambda one: one.event_id, alert_id)
    deliveries = await fetch_deliveries(conn, [one.event_id for one in page])
    return EventPage(items=[EventItem.of(one, deliveries.get(one.event_id, [])) for one in page], next=following)


async def _read(conn: Conn, user_id: UUID, alert_id: UUID, *, lock: bool = False) -> Alert:
    found = await fetch_alert(conn, user_id, alert_id, lock=lock)
    if found is None:
        raise UnknownAlertError
    return found


def _coin_id(body: NewAlert, coins: Coins) -> str | None:
    if (body.coin_id is None) == (body.portfolio_id is None):
        raise InvalidFieldError("coin_id", "give either coin_id or portfolio_id")
    if body.coin_id is None:
        return None
    found = coins.resolve(body.coin_id, "coin_id")
    if found in CURRENCIES:
        raise InvalidFieldError("coin_id", f"{found} is a currency, no coin")
    return found


def _check_end(expires_at: datetime | None) -> None:
    if expires_at is not None and expires_at <= datetime.now(UTC):
        raise InvalidFieldError("expires_at", "is in the past")


def _arms(alert: Alert, body: AlertChanges) -> bool:
    """One that has expired is armed by a later end, too."""
    is_prolonged = alert.state is AlertState.EXPIRED and "expires_at" in body.model_fields_set
    return body.state is AlertState.ARMED or bool(body.rule_fields) or is_prolonged


def _changed_rule(alert: Alert, body: AlertChanges, choices: Choices) -> Rule:
    old, when = alert.rule, body.when
    rearm: Decimal = old.rearm_percent if body.rearm_percent is None else body.rearm_percent
    return Rule(
        joined=old.joined if when is None else when.joined,
        conditions=old.conditions if when is None else choices.conditions(when, of_portfolio=alert.coin_id is None),
        repeat=body.repeat or old.repeat,
        rearm_percent=rearm,
        cooldown_us=old.cooldown_us if body.cooldown_s is None else body.cooldown_s * _SECOND_US,
        armed_us=now_us(),
    )
