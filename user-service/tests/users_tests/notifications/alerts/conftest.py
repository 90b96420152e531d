"""The topic of alerts, and persons with webhooks."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from users.settings import Settings

from ...people import Person
from ..webhooks.receiver import Receiver
from .fired import AlertTopic, alert_topic

Add = Callable[[Receiver], Awaitable[Any]]


@pytest.fixture
async def topic(settings: Settings) -> AsyncIterator[AlertTopic]:
    async with alert_topic(settings.kafka_bootstrap_servers) as topic:
        yield topic


@pytest.fixture
def add_webhook(person: Person) -> Add:
    async def add(receiver: Receiver) -> Any:
        answer = await person.ask("POST", "me/webhooks", {"url": receiver.url})
        assert answer.status_code == 201, answer.text
        return answer.json()

    return add
