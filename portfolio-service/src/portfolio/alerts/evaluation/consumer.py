"""The jobs that judge alerts: figures from Kafka, changes from the table, values, and the outbox."""

import asyncio
from datetime import timedelta
from typing import Final

from shared.data.engine import is_away, sqlstate
from shared.data.retry import repeat
from shared.errors import UnavailableError
from shared.http.health import Health
from shared.kafka import DeadLetters, Producer, consume, make_consumer
from shared.kafka.topics import INDICATORS, PRICES, SCORES
from shared.settings import ServiceSettings

from portfolio.alerts.evaluation import portfolio_values
from portfolio.alerts.evaluation.evaluator import Evaluator
from portfolio.alerts.evaluation.outbox import Outbox
from portfolio.alerts.evaluation.portfolio_values import PortfolioValues

_GROUP: Final = "portfolio-alerts"
_TOPICS: Final = (PRICES, INDICATORS, SCORES)
_POLL_EVERY: Final = timedelta(seconds=0.5)
_DELETED_EVERY: Final = timedelta(minutes=1)
_NAME: Final = "database for alerts"


async def consume_alerts(
    settings: ServiceSettings,
    evaluator: Evaluator,
    outbox: Outbox,
    values: PortfolioValues,
    producer: Producer,
    health: Health,
    *,
    group: str = _GROUP,
) -> None:
    """Judge alerts until cancelled. A background job."""
    consumer = await make_consumer(settings, _TOPICS, group=group, health=health)
    evaluator.owned = lambda: {at.partition for at in consumer.assignment() if at.topic == PRICES.name}
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(repeat(evaluator.poll, every=_POLL_EVERY, on=is_temporary, name=_NAME, first=0.25, cap=2))
            tasks.create_task(repeat(evaluator.forget_deleted, every=_DELETED_EVERY, on=is_temporary, name=_NAME))
            tasks.create_task(
                repeat(outbox.work_off, every=_POLL_EVERY, on=is_temporary, name=_NAME, first=0.25, cap=2)
            )
            tasks.create_task(_value_portfolios(evaluator, values))
            await consume(
                consumer,
                _TOPICS,
                evaluator.on_events,
                producer=producer,
                dead_letters=DeadLetters(producer, group),
                group=group,
                health=health,
                is_away=is_temporary,
            )
    finally:
        await consumer.stop()


async def _value_portfolios(evaluator: Evaluator, values: PortfolioValues) -> None:
    await repeat(lambda: values.judge(evaluator), every=portfolio_values.EVERY, on=is_temporary, name=_NAME)


def is_temporary(error: BaseException) -> bool:
    """The database is away; or another transaction got in the way of this one, which was ended."""
    return isinstance(error, UnavailableError) or is_away(error) or (sqlstate(error) or "").startswith("40")
