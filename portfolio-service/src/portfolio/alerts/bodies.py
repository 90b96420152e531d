"""What bodies and answers of the alerts' routes are made of."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from shared.events.people.alerts import AlertChannel, ObservedFigure
from shared.http.cursors import Page
from shared.http.parameters import Time

from portfolio.alerts.alert import Alert, AlertState
from portfolio.alerts.conditions import Condition, Op
from portfolio.alerts.figures import params_of
from portfolio.alerts.joining import Joined, Repeat
from portfolio.alerts.sql.events import AlertEvent, Delivery
from portfolio.ledger.routes.fields import Amount, Asset, Body, ExactText, Note, Signed

_MOST_CONDITIONS: Final = 10
_LONGEST_COOLDOWN_S: Final = 30 * 86_400
_EXAMPLE: Final[Any] = {
    "coin_id": "bitcoin",
    "when": {"any": [{"figure": "price", "op": "crosses_above", "value": "100000"}]},
    "repeat": "rearm",
    "channels": ["app", "mail"],
}

Param = Annotated[str, StringConstraints(max_length=20)] | int
RearmPercent = Annotated[Amount, Field(lt=100, description="How far back it must be, of the condition's value")]
CooldownSeconds = Annotated[int, Field(ge=0, le=_LONGEST_COOLDOWN_S, strict=True)]
Channels = Annotated[list[AlertChannel], Field(min_length=1, max_length=len(AlertChannel))]


class ConditionBody(Body):
    """`params`: `window` of `change_percent` (`1h`, `24h`, `7d`); parameters, `interval`, `output` of an indicator.

    Parameters of an indicator go by name, as the registry lists them; `output` is for one with several.

    `value` of `sentiment`: between -1 and 1.
    """

    figure: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    op: Op
    value: Signed
    params: Annotated[dict[str, Param], Field(default_factory=dict, max_length=8)]


Conditions = Annotated[list[ConditionBody], Field(min_length=1, max_length=_MOST_CONDITIONS)]


class When(Body):
    """Either `all` or `any` of some conditions."""

    all: Conditions | None = None
    any: Conditions | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "When":
        if (self.all is None) == (self.any is None):
            raise ValueError("give either all or any")
        return self

    @property
    def joined(self) -> Joined:
        return Joined.ANY if self.all is None else Joined.ALL

    @property
    def conditions(self) -> list[ConditionBody]:
        return self.all or self.any or []


class NewAlert(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    coin_id: Asset | None = None
    portfolio_id: UUID | None = None
    when: When
    repeat: Repeat = Repeat.ONCE
    rearm_percent: RearmPercent = Decimal("0.5")
    cooldown_s: CooldownSeconds = 300
    channels: Channels = Field(default_factory=lambda: [AlertChannel.APP])
    note: Note | None = None
    expires_at: Time | None = None


class AlertChanges(Body):
    """Any of them; what is left out stays as it is.

    `when`, `repeat`, `rearm_percent`, `cooldown_s` and `state: armed` arm it anew: what happens from then on counts.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{"state": "paused"}]})

    state: Literal[AlertState.ARMED, AlertState.PAUSED] | None = None
    when: When | None = None
    repeat: Repeat | None = None
    rearm_percent: RearmPercent | None = None
    cooldown_s: CooldownSeconds | None = None
    channels: Channels | None = None
    note: Annotated[Note | None, Field(description="null: none")] = None
    expires_at: Annotated[Time | None, Field(description="null: never")] = None

    @property
    def rule_fields(self) -> set[str]:
        changed = self.model_dump(exclude_none=True, include={"when", "repeat", "rearm_percent", "cooldown_s"})
        return set(changed)


class ConditionItem(BaseModel):
    figure: str
    op: Op
    value: ExactText
    params: dict[str, str]

    @classmethod
    def of(cls, one: Condition) -> "ConditionItem":
        return cls(figure=one.figure, op=one.op, value=one.value, params=params_of(one.params))


class WhenItem(BaseModel):
    """One of both is null."""

    all: list[ConditionItem] | None = None
    any: list[ConditionItem] | None = None


class AlertItem(BaseModel):
    """`state`: `fired` has made its only event; one that arms itself again stays `armed`. `fired_at`: last."""

    alert_id: UUID
    state: AlertState
    coin_id: str | None
    portfolio_id: UUID | None
    when: WhenItem
    repeat: Repeat
    rearm_percent: ExactText
    cooldown_s: int
    channels: list[AlertChannel]
    note: str | None
    expires_at: datetime | None
    fired_at: datetime | None
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, one: Alert) -> "AlertItem":
        conditions = [ConditionItem.of(condition) for condition in one.rule.conditions]
        return cls(
            alert_id=one.alert_id,
            state=one.state,
            coin_id=one.coin_id,
            portfolio_id=one.portfolio_id,
            when=WhenItem.model_validate({one.rule.joined.value: conditions}),
            repeat=one.rule.repeat,
            rearm_percent=one.rule.rearm_percent,
            cooldown_s=one.rule.cooldown_us // 1_000_000,
            channels=list(one.channels),
            note=one.note,
            expires_at=one.expires_at,
            fired_at=one.fired_at,
            created_at=one.created_at,
            updated_at=one.updated_at,
        )


class AlertPage(Page[AlertItem]):
    pass


class ObservedItem(BaseModel):
    """The figure that a condition saw; of a crossing by a wick the high or the low."""

    figure: str
    op: Op
    threshold: ExactText
    value: ExactText
    params: dict[str, str]

    @classmethod
    def of(cls, one: ObservedFigure) -> "ObservedItem":
        op, params = Op(one.op), params_of(one.params)
        return cls(figure=one.figure, op=op, threshold=one.threshold, value=one.value, params=params)


class DeliveryItem(BaseModel):
    channel: str
    webhook_id: UUID | None
    state: str
    attempts: int
    last_error: str | None
    delivered_at: datetime | None
    next_attempt_at: datetime | None


class EventItem(BaseModel):
    """`observed` made it; `also` are the other conditions that held then."""

    event_id: UUID
    fired_at: datetime
    as_of: datetime
    observed: ObservedItem
    also: list[ObservedItem]
    deliveries: list[DeliveryItem]

    @classmethod
    def of(cls, one: AlertEvent, deliveries: list[Delivery]) -> "EventItem":
        first, *others = map(ObservedItem.of, one.observed)
        return cls(
            event_id=one.event_id,
            fired_at=one.fired_at,
            as_of=one.as_of,
            observed=first,
            also=others,
            deliveries=[DeliveryItem.model_validate(delivery._asdict()) for delivery in deliveries],
        )


class EventPage(Page[EventItem]):
    pass
