"""Signing in on the stream, and the private channel that needs a token."""

import asyncio
import time
from base64 import urlsafe_b64encode
from typing import Any
from uuid import UUID, uuid4

import pytest
from shared.events import RevocationV1, RevokedKind
from shared.http.tokens import LEEWAY_S
from stack.testing import eventually
from websockets.exceptions import ConnectionClosed

from ..accounts import Accounts
from ..conftest import Make
from ..listener import Listener, Message, listening, opens
from ..revoking import producing, publish, revocation
from ..servers import gateway


class User:
    """Somebody with a session of his own."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self.id, self.session = uuid4(), uuid4()

    def token(self, **changes: Any) -> str:
        return self._accounts.token(**{"sub": str(self.id), "sid": str(self.session), **changes})

    def ended(self, kind: RevokedKind, id_: UUID | None = None) -> RevocationV1:
        return revocation(kind, id_, self.id)


@pytest.fixture
def user(accounts: Accounts) -> User:
    return User(accounts)


async def sign_in(listener: Listener, token: str) -> Message:
    await listener.say(op="auth", id="auth", token=token)
    return await answered(listener)


async def answered(listener: Listener) -> Message:
    """The next acknowledgement or error."""
    async with asyncio.timeout(10):
        while (message := await listener.any())["type"] not in ("ack", "error"):
            pass
    return message


async def test_a_signed_in_client_gets_only_its_own_revocations(
    address: str, kafka_bootstrap: str, user: User, accounts: Accounts
) -> None:
    key = user.ended(RevokedKind.KEY)
    async with listening(address) as listener, producing(kafka_bootstrap) as producer:
        assert (await sign_in(listener, user.token())) == {"type": "ack", "id": "auth", "channels": []}
        assert (await listener.subscribe("account", "venues"))["channels"] == ["account", "venues"]
        assert (await listener.next("snapshot", "account"))["data"]["items"] == []
        await publish(producer, User(accounts).ended(RevokedKind.KEY), key)
        (told,) = await listener.updates("account", 1)

    assert told["data"].keys() == {"kind", "id", "reason", "at"}
    assert (told["data"]["kind"], told["data"]["id"]) == ("key", str(key.id))


async def test_what_was_missed_is_resumed_and_what_is_remembered_shown(
    address: str, kafka_bootstrap: str, user: User
) -> None:
    first, second = user.ended(RevokedKind.KEY), user.ended(RevokedKind.KEY)
    async with producing(kafka_bootstrap) as producer:
        async with listening(address) as before:
            await sign_in(before, user.token())
            await before.subscribe("account")
            await publish(producer, first)
            (told,) = await before.updates("account", 1)
        await publish(producer, second)
    async with listening(address) as after:
        await sign_in(after, user.token())
        resume = {"stream": before.hello["stream"], "channels": {"account": told["seq"]}}
        await after.subscribe("account", resume=resume)
        (missed,) = await after.updates("account", 1)
        await after.subscribe("account", resume=resume | {"stream": "another"})
        reason = (await after.next("resync", "account"))["reason"]
        items = (await after.next("snapshot", "account"))["data"]["items"]

    assert missed["data"]["id"] == str(second.id)
    assert reason == "new_stream"
    assert [item["id"] for item in items] == [str(second.id), str(first.id)]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"exp": int(time.time()) - LEEWAY_S - 1}, "token_expired"),
        ({"aud": "another"}, "invalid_token"),
        ({"iss": "another"}, "invalid_token"),
        ({"sub": "42"}, "invalid_token"),
    ],
)
async def test_a_token_that_is_not_good_opens_nothing_and_closes_nothing(
    address: str, user: User, changes: dict[str, Any], code: str
) -> None:
    async with listening(address) as listener:
        refused = await sign_in(listener, user.token(**changes))
        await listener.say(op="subscribe", id=2, channels=["account", "venues"])
        acknowledged, error = await answered(listener), await answered(listener)

    assert (refused["code"], refused["id"]) == (code, "auth")
    assert acknowledged["channels"] == ["venues"]
    assert (error["code"], error["channel"]) == ("unauthenticated", "account")


async def test_a_forged_token_is_refused_and_trying_many_is_slow(address: str, user: User) -> None:
    head = urlsafe_b64encode(b'{"alg":"none","typ":"at+jwt","kid":"k1"}').rstrip(b"=").decode()
    unsigned = f"{head}.{user.token().split('.')[1]}."
    another_key = User(Accounts()).token()  # by the same name
    async with listening(address) as listener:
        for token in (another_key, unsigned, "a.b.c", user.token()[:-4] + "AAAA", ""):
            assert (await sign_in(listener, token))["code"] == "invalid_token"
        codes = {(await sign_in(listener, another_key))["code"] for _ in range(5)}

    assert "rate_limited" in codes


async def test_the_token_of_a_session_that_has_ended_is_refused(address: str, kafka_bootstrap: str, user: User) -> None:
    async def refused() -> bool:
        async with listening(address) as listener:
            return (await sign_in(listener, user.token())).get("code") == "session_ended"

    async with producing(kafka_bootstrap) as producer:
        await publish(producer, user.ended(RevokedKind.SESSION, user.session))
    assert await eventually(refused)


@pytest.mark.parametrize("kind", [RevokedKind.SESSION, RevokedKind.USER])
async def test_a_private_channel_ends_with_the_session_and_public_ones_go_on(
    address: str, kafka_bootstrap: str, user: User, kind: RevokedKind
) -> None:
    ended = user.ended(kind, user.session if kind is RevokedKind.SESSION else user.id)
    async with listening(address) as listener, producing(kafka_bootstrap) as producer:
        await sign_in(listener, user.token())
        await listener.subscribe("account", "venues")
        await publish(producer, ended)
        (told,) = await listener.updates("account", 1)
        died = await answered(listener)
        await listener.say(op="subscribe", id=3, channels=["account"])
        refused = await answered(listener)
        await listener.say(op="ping", id=4)

        assert (await listener.next("pong"))["id"] == 4
    assert told["data"]["id"] == str(ended.id)
    assert (died["code"], died["channel"]) == ("session_ended", "account")
    assert refused["code"] == "unauthenticated"


async def test_a_private_channel_ends_when_its_token_expires(address: str, user: User) -> None:
    async with listening(address) as listener:
        await sign_in(listener, user.token(exp=int(time.time()) - LEEWAY_S + 4))
        await listener.subscribe("account", "venues")
        died = await answered(listener)

    assert (died["type"], died["code"], died["channel"]) == ("error", "token_expired", "account")


async def test_a_token_renewed_in_time_keeps_what_was_subscribed(
    address: str, kafka_bootstrap: str, user: User
) -> None:
    async with listening(address) as listener, producing(kafka_bootstrap) as producer:
        await sign_in(listener, user.token(exp=int(time.time()) - LEEWAY_S + 4))
        await listener.subscribe("account")
        await sign_in(listener, "x.y.z")  # a renewal that fails takes nothing away
        assert (await sign_in(listener, user.token()))["type"] == "ack"
        await asyncio.sleep(4.5)  # the first token's end
        key = user.ended(RevokedKind.KEY)
        await publish(producer, key)

        (told,) = await listener.updates("account", 1)

    assert told["data"]["id"] == str(key.id)


async def test_another_users_token_takes_the_first_ones_channel_away(
    address: str, user: User, accounts: Accounts
) -> None:
    async with listening(address) as listener:
        await sign_in(listener, user.token())
        await listener.subscribe("account")
        await listener.say(op="auth", id="auth", token=User(accounts).token())
        died, acknowledged = await answered(listener), await answered(listener)

    assert (died["code"], died["channel"]) == ("session_ended", "account")
    assert acknowledged["id"] == "auth"


@pytest.mark.parametrize("channel", ["account:{id}", "account:", "ACCOUNT", "account:account"])
async def test_there_is_no_name_for_somebody_elses_account(
    address: str, user: User, accounts: Accounts, channel: str
) -> None:
    async with listening(address) as listener:
        await sign_in(listener, user.token())
        await listener.say(op="subscribe", id=1, channels=[channel.format(id=User(accounts).id)])

        assert (await answered(listener))["code"] == "unknown_channel"


async def test_an_api_keys_token_is_taken_but_opens_no_account(address: str, user: User) -> None:
    async with listening(address) as listener:
        token = user.token(sid=None, key=str(uuid4()), scope="market:read")
        assert (await sign_in(listener, token))["type"] == "ack"
        await listener.say(op="subscribe", id=1, channels=["account"])

        assert (await answered(listener))["code"] == "missing_scope"


async def test_connections_of_one_user_and_idle_connections_are_limited(
    make_settings: Make, user: User, accounts: Accounts
) -> None:
    settings = make_settings(websocket_holder_connections=1, websocket_idle=0.5)
    async with gateway(settings) as address:
        await eventually(lambda: opens(address))
        async with listening(address) as first, listening(address) as second, listening(address) as idle:
            assert (await sign_in(first, user.token()))["type"] == "ack"
            assert (await sign_in(first, user.token()))["type"] == "ack"
            assert (await sign_in(second, user.token()))["code"] == "too_many_connections"
            assert (await sign_in(second, User(accounts).token()))["type"] == "ack"
            with pytest.raises(ConnectionClosed) as closed:
                await idle.any()
            for listener in (first, second):
                await listener.say(op="ping", id=1)
                await listener.next("pong")

    assert closed.value.rcvd
    assert closed.value.rcvd.code == 4009


async def test_no_token_is_accepted_before_the_signing_keys_are_read(make_settings: Make, user: User) -> None:
    async with gateway(make_settings(users_url="http://127.0.0.1:1")) as address:
        await eventually(lambda: opens(address))
        async with listening(address) as listener:
            assert (await sign_in(listener, user.token()))["code"] == "auth_unavailable"
