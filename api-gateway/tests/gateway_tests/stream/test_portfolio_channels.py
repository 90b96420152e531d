"""Portfolios and alerts on the stream: each is its owner's alone, and is shown for as long as its owner may see it."""

import json
from collections.abc import AsyncIterator
from decimal import Decimal
from uuid import UUID, uuid4

import msgspec
import pytest
from gateway.stream.channels.items.portfolio_items import PortfolioItem
from jose import jwt
from shared.clock import now_us
from shared.events import AlertChannel, AlertV1, ObservedFigure, RevokedKind, ValuationV1, WatchV1, decoder
from shared.kafka import Producer, Reader
from shared.kafka.topics import ALERTS, VALUATIONS, WATCHES
from stack.testing import eventually
from starlette.types import Receive, Scope, Send

from ..accounts import Accounts
from ..conftest import Make
from ..listener import Listener, listening, opens
from ..revoking import producing, publish
from ..servers import gateway, send_bytes, serving
from .test_account import User, answered, sign_in
from .test_reference import misfits

SCOPES = "account portfolio:read"
DATA = {
    "portfolio_id": str(uuid4()),
    "name": "Mine",
    "base_currency": "USD",
    "lot_method": "fifo",
    "pool": "portfolio",
    "cost_basis": "20000",
    "realized_pnl": "0",
    "income": "0",
    "fees": "0",
    "questions": 0,
    "value": "50000",
    "value_change_24h": "10000",
    "unrealized_pnl": "30000",
    "roi_percent": "150",
    "as_of": "2026-01-31T12:00:00.000000Z",
    "reason": None,
    "excluded": [],
    "assets": [],
}


class PortfolioService:
    """Knows whose a portfolio is, as the service behind the gateway does."""

    def __init__(self) -> None:
        self.owners: dict[str, UUID] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del receive
        token = dict(scope["headers"])[b"authorization"].decode().removeprefix("Bearer ")
        caller = UUID(jwt.get_unverified_claims(token)["sub"])
        _, _, portfolio_id, route = scope["path"].split("/")
        mine = route == "settings" and self.owners.get(portfolio_id) == caller
        await send_bytes(send, 200 if mine else 404, b"{}")


@pytest.fixture(scope="session")
async def portfolios() -> AsyncIterator[tuple[PortfolioService, str]]:
    service = PortfolioService()
    async with serving(service, lifespan="off") as address:
        yield service, address


@pytest.fixture(scope="session")
async def address(make_settings: Make, portfolios: tuple[PortfolioService, str]) -> AsyncIterator[str]:
    async with gateway(make_settings(portfolio_url=portfolios[1], stale_after=2)) as address:
        await eventually(lambda: opens(address))
        yield address


@pytest.fixture
async def producer(kafka_bootstrap: str) -> AsyncIterator[Producer]:
    async with producing(kafka_bootstrap) as producer:
        yield producer


@pytest.fixture
def user(accounts: Accounts) -> User:
    return User(accounts)


@pytest.fixture
def portfolio_id(user: User, portfolios: tuple[PortfolioService, str]) -> str:
    made = str(uuid4())
    portfolios[0].owners[made] = user.id
    return made


async def put_value(producer: Producer, user: User, portfolio_id: str, value: str) -> None:
    data = msgspec.Raw(json.dumps({**DATA, "portfolio_id": portfolio_id, "value": value}).encode())
    now = now_us()
    valuation = ValuationV1(
        portfolio_id=UUID(portfolio_id), user_id=user.id, made_us=now, as_of_us=now, stale=False, data=data
    )
    producer.put(VALUATIONS, portfolio_id, valuation)
    await producer.flush()


def alert(user: User) -> AlertV1:
    now = now_us()
    seen = ObservedFigure(figure="price", op="crosses_above", threshold=Decimal(100_000), value=Decimal("100000.5"))
    return AlertV1(
        event_id=uuid4(),
        alert_id=uuid4(),
        user_id=user.id,
        channels=(AlertChannel.APP,),
        fired_at_us=now,
        as_of_us=now,
        observed=(seen,),
        mode="simulated",
        coin_id="bitcoin",
        subject="Bitcoin (BTC)",
    )


async def refused(listener: Listener, channel: str) -> str:
    await listener.say(op="subscribe", id=1, channels=[channel])
    code: str = (await answered(listener))["code"]
    return code


async def test_the_owner_sees_each_new_value(
    address: str, producer: Producer, user: User, portfolio_id: str, kafka_bootstrap: str
) -> None:
    channel = f"portfolio:{portfolio_id}"
    watches = await Reader.open(kafka_bootstrap, {WATCHES: now_us()}, client_id="tests")
    async with listening(address) as listener:
        await sign_in(listener, user.token(scope=SCOPES))
        assert (await listener.subscribe(channel))["channels"] == [channel]
        await eventually(lambda: is_watched(watches, portfolio_id, user))
        await put_value(producer, user, portfolio_id, "50000")
        snapshot = await listener.next("snapshot", channel)
        await put_value(producer, user, portfolio_id, "51000")
        (update,) = await listener.updates(channel, 1)
    await watches.close()

    assert msgspec.convert(snapshot["data"], PortfolioItem, strict=False).value == Decimal(50_000)
    assert (update["data"]["value"], update["data"]["stale"]) == ("51000", False)
    assert update["seq"] > snapshot["seq"]
    assert misfits(snapshot) == []


async def is_watched(reader: Reader, portfolio_id: str, user: User) -> bool:
    for records in (await reader.poll()).values():
        for record in records:
            watch = decoder(WatchV1).decode(record.value or b"")
            if str(watch.portfolio_id) == portfolio_id:
                return bool(watch.user_id == user.id and watch.until_us > now_us())
    return False


async def test_a_value_that_nobody_makes_anew_is_stale(
    address: str, producer: Producer, user: User, portfolio_id: str
) -> None:
    channel = f"portfolio:{portfolio_id}"
    async with listening(address) as listener:
        await sign_in(listener, user.token(scope=SCOPES))
        await listener.subscribe(channel)
        await put_value(producer, user, portfolio_id, "50000")
        fresh = await listener.next("snapshot", channel)
        (old,) = await listener.updates(channel, 1)

    assert (fresh["data"]["stale"], old["data"]["stale"]) == (False, True)
    assert old["data"]["value"] == "50000"
    assert old["seq"] > fresh["seq"]


async def test_another_users_portfolio_does_not_exist(
    address: str, user: User, accounts: Accounts, portfolio_id: str
) -> None:
    async with listening(address) as listener:
        assert await refused(listener, f"portfolio:{portfolio_id}") == "unauthenticated"
        await sign_in(listener, User(accounts).token(scope=SCOPES))
        assert await refused(listener, f"portfolio:{portfolio_id}") == "unknown_channel"
        assert await refused(listener, f"portfolio:{uuid4()}") == "unknown_channel"
        assert await refused(listener, "portfolio:mine") == "unknown_channel"
        assert await refused(listener, f"alerts:{user.id}") == "unknown_channel"


async def test_a_key_needs_its_scope(address: str, user: User, portfolio_id: str) -> None:
    async with listening(address) as listener:
        await sign_in(listener, user.token(sid=None, key=str(uuid4()), scope="market:read"))
        assert await refused(listener, f"portfolio:{portfolio_id}") == "missing_scope"
        assert await refused(listener, "alerts") == "missing_scope"


async def test_the_channels_end_with_the_session(
    address: str, producer: Producer, user: User, portfolio_id: str
) -> None:
    channel = f"portfolio:{portfolio_id}"
    async with listening(address) as listener:
        await sign_in(listener, user.token(scope=SCOPES))
        await listener.subscribe(channel, "alerts")
        await put_value(producer, user, portfolio_id, "50000")
        await listener.next("snapshot", channel)
        await publish(producer, user.ended(RevokedKind.SESSION, user.session))
        ended = {(error["channel"], error["code"]) for error in [await listener.next("error") for _ in range(2)]}
        assert await refused(listener, channel) == "unauthenticated"

    assert ended == {(channel, "session_ended"), ("alerts", "session_ended")}


async def test_alerts_are_a_log_of_ones_own(address: str, producer: Producer, user: User, accounts: Accounts) -> None:
    first, foreign, second, third = alert(user), alert(User(accounts)), alert(user), alert(user)

    async def fire(*alerts: AlertV1) -> None:
        for one in alerts:
            producer.put(ALERTS, str(one.user_id), one)
        await producer.flush()

    async with listening(address) as listener:
        await sign_in(listener, user.token(scope=SCOPES))
        assert (await listener.subscribe("alerts"))["channels"] == ["alerts"]
        assert (await listener.next("snapshot", "alerts"))["data"] == {"items": []}
        await fire(first, foreign, first)
        (seen,) = await listener.updates("alerts", 1)
        await listener.say(op="unsubscribe", id=2, channels=["alerts"])
        assert (await answered(listener))["channels"] == ["alerts"]
        await fire(second, third)
        resume = {"stream": listener.hello["stream"], "channels": {"alerts": seen["seq"]}}
        await listener.subscribe("alerts", resume=resume)
        missed = await listener.updates("alerts", 2)

    assert seen["data"]["event_id"] == str(first.event_id)
    assert seen["data"]["observed"] == [
        {"figure": "price", "op": "crosses_above", "threshold": "100000", "value": "100000.5", "params": ""}
    ]
    assert [one["data"]["event_id"] for one in missed] == [str(second.event_id), str(third.event_id)]


async def test_a_portfolio_that_cannot_be_checked_is_refused_for_now(
    make_settings: Make, user: User, portfolio_id: str
) -> None:
    async with gateway(make_settings(portfolio_url="http://127.0.0.1:1")) as address:
        await eventually(lambda: opens(address))
        async with listening(address) as listener:
            await sign_in(listener, user.token(scope=SCOPES))
            await listener.say(op="subscribe", id=1, channels=[f"portfolio:{portfolio_id}"])
            error = await answered(listener)

    assert (error["code"], error["retry_after_ms"]) == ("unavailable", 2_000)
