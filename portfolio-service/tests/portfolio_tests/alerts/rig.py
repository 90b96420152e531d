"""Members that judge alerts, on the real servers: a database and a coin of each test's own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from portfolio.alerts.conditions import Condition, Op
from portfolio.alerts.evaluation.consumer import consume_alerts
from portfolio.alerts.evaluation.evaluator import Evaluator
from portfolio.alerts.evaluation.outbox import Outbox
from portfolio.alerts.evaluation.portfolio_values import PortfolioValues
from portfolio.alerts.evaluation.recent_states import RecentStates
from portfolio.alerts.joining import Joined, Repeat, Rule
from portfolio.alerts.sql.alerts import insert_alert
from portfolio.alerts.tables import alert_events
from portfolio.valuation.ledgers import Ledgers
from portfolio.valuation.live_prices import LivePrices
from pydantic import SecretStr
from shared.clock import now_us, to_us
from shared.data.database import Database
from shared.data.engine import make_engine
from shared.events import AlertV1, PriceV1, decoder
from shared.events.ids import uuid7
from shared.events.people.alerts import AlertChannel
from shared.events.values import Mode
from shared.http.health import Health
from shared.kafka import Producer, Reader
from shared.kafka.topics import ALERTS, PRICES, SCORES, Topic
from shared.settings import ServiceSettings
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from .scores import sentiment

SECOND: Final = 1_000_000
HOUR: Final = 3_600 * SECOND
_USER: Final = text("INSERT INTO users (id, username, email, password_hash) VALUES (:id, :name, :name, 'x')")


@dataclass
class Rig:
    url: str
    bootstrap: str
    producer: Producer
    user_id: UUID = field(default_factory=uuid7)
    group: str = field(default_factory=lambda: f"alerts-{uuid7()}")
    coin_id: str = field(default_factory=lambda: f"coin-{uuid7()}")
    start_us: int = field(default_factory=lambda: now_us() - HOUR)
    of_engine: AsyncEngine | None = None

    def __post_init__(self) -> None:
        self.settings = ServiceSettings(
            database_url=SecretStr(self.url), kafka_bootstrap_servers=self.bootstrap, service_name="test"
        )
        self.engine = self.of_engine or make_engine(self.settings, role="portfolio", timeout=3)

    async def add_user(self) -> None:
        admin = create_async_engine(self.url.replace("postgresql://", "postgresql+asyncpg://"))
        async with admin.begin() as conn:
            await conn.execute(_USER, {"id": self.user_id, "name": f"u{self.user_id.hex}"})
        await admin.dispose()

    def of_coin(self, number: int) -> "Rig":
        """Another coin, judged by the same members."""
        return replace(self, coin_id=f"{self.coin_id}-{number}", of_engine=self.engine)

    async def arm(self, op: Op = Op.CROSSES_ABOVE, value: str | int = 100, figure: str = "price", **more: Any) -> UUID:
        """An alert on a figure of the coin that has been armed since `start_us`, and fires each time."""
        known = {"repeat": Repeat.REARM, "armed_us": self.start_us, **more}
        condition = Condition(figure=figure, op=op, value=Decimal(value))
        rule = Rule(joined=Joined.ANY, conditions=(condition,), **known)
        async with self.engine.begin() as conn:
            return await insert_alert(
                conn,
                self.user_id,
                (self.coin_id, None),
                rule,
                channels=[AlertChannel.APP],
                note=None,
                expires_at=None,
            )

    def price(self, at: float, price: float, high: float | None = None, low: float | None = None) -> PriceV1:
        """The state `at` seconds after `start_us`."""
        return PriceV1(
            coin_id=self.coin_id,
            made_us=self.start_us + int(at * SECOND),
            price=Decimal(str(price)),
            high=Decimal(str(price if high is None else high)),
            low=Decimal(str(price if low is None else low)),
        )

    async def send(self, *prices: PriceV1) -> None:
        """One after the other: a state that waits to be sent is replaced by the next one."""
        for price in prices:
            self.producer.put(PRICES, price.coin_id, price)
            await self.producer.flush()

    async def send_score(self, at: float, score: str | None) -> None:
        """The coin's sentiment `at` seconds after `start_us`."""
        made_us = self.start_us + int(at * SECOND)
        event = sentiment(self.coin_id, made_us, None if score is None else Decimal(score))
        self.producer.put(SCORES, self.coin_id, event)
        await self.producer.flush()

    @asynccontextmanager
    async def judging(
        self, *, producer: Producer | None = None, group: str | None = None, health: Health | None = None
    ) -> AsyncIterator[Evaluator]:
        """Run one more member of the test's group; its end is as sudden as a process's."""
        producer = producer or self.producer
        engine = make_engine(self.settings, role="portfolio", timeout=3)
        database = Database(engine, away="away")
        values = PortfolioValues(database, Ledgers(database, 1_000), LivePrices(15 * SECOND, now_us))
        evaluator = Evaluator(engine, RecentStates(), Mode.SIMULATED, lambda alert: alert.coin_id or "")
        outbox = Outbox(engine, producer, evaluator.is_mine)
        evaluator.publish_by(outbox)
        job = consume_alerts(
            self.settings, evaluator, outbox, values, producer, health or Health(), group=group or self.group
        )
        task = asyncio.create_task(job)
        try:
            yield evaluator
        finally:
            task.cancel()
            (end,) = await asyncio.gather(task, return_exceptions=True)
            await engine.dispose()
            assert isinstance(end, asyncio.CancelledError), end

    async def fired_at(self, alert_id: UUID) -> list[float]:
        """When the states were made that it has fired on, in seconds after `start_us`."""
        query = select(alert_events.c.as_of).where(alert_events.c.alert_id == alert_id).order_by(alert_events.c.as_of)
        async with self.engine.connect() as conn:
            return [(to_us(as_of) - self.start_us) / SECOND for as_of in await conn.scalars(query)]

    async def all_published(self) -> bool:
        left = select(func.count()).select_from(alert_events).where(alert_events.c.unpublished.is_not(None))
        async with self.engine.connect() as conn:
            return await conn.scalar(left) == 0

    async def published(self, alert_id: UUID) -> list[AlertV1]:
        """All that Kafka has of an alert's events, repeats included."""
        read = decoder(AlertV1).decode
        found = [read(value) for value in await _everything(self.bootstrap, ALERTS)]
        return [event for event in found if event.alert_id == alert_id]


async def _everything(bootstrap: str, topic: Topic) -> list[bytes]:
    reader = await Reader.open(bootstrap, {topic: None}, client_id="test")
    values: list[bytes] = []
    try:
        while not reader.caught_up:
            for records in (await reader.poll()).values():
                values += [record.value or b"" for record in records]
    finally:
        await reader.close()
    return values
