import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from shared.http.outgoing.target import Targets
from users.notifications.webhooks.sender import Sender, UnsentError

from ..certificates import certified
from .receiver import Receiver, receiving
from .resolver import Resolver

HEADERS = {"webhook-id": "1"}


@asynccontextmanager
async def sending(targets: Targets | None = None) -> AsyncIterator[Sender]:
    sender = Sender(targets or Targets(Resolver([[]]), allow_local=True))
    yield sender
    await sender.close()


@pytest.fixture
def tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """Give a context for hooks.example that clients of this process trust."""
    context, trusted = certified(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    return context


def local(*addresses: str) -> Targets:
    return Targets(allow_local=True, resolve=Resolver([addresses]))


async def failure(sender: Sender, url: str) -> UnsentError:
    with pytest.raises(UnsentError) as failed:
        await sender.send(url, HEADERS, "{}")
    return failed.value


async def test_a_request_is_posted_and_the_end_of_the_answer_is_not_waited_for() -> None:
    async with receiving(Receiver([201])) as receiver, sending() as sender:
        assert await sender.send(receiver.url, HEADERS, '{"a":"€"}') == 201

    (request,) = receiver.received
    assert request.line == "POST /hook?token=in-the-url HTTP/1.1"
    assert request.body == '{"a":"€"}'.encode()
    assert request.headers["content-type"] == "application/json"
    assert request.headers["webhook-id"] == "1"


async def test_the_certificate_and_the_host_are_those_of_the_name_though_an_address_is_connected(
    tls: ssl.SSLContext,
) -> None:
    async with receiving(Receiver(context=tls)) as receiver, sending(local("127.0.0.1")) as sender:
        assert await sender.send(f"https://hooks.example:{receiver.port}/", HEADERS, "{}") == 204

    assert receiver.server_names == ["hooks.example"]
    assert receiver.received[0].headers["host"] == f"hooks.example:{receiver.port}"


async def test_a_certificate_of_another_name_is_refused(tls: ssl.SSLContext) -> None:
    async with receiving(Receiver(context=tls)) as receiver, sending(local("127.0.0.1")) as sender:
        error = await failure(sender, f"https://other.example:{receiver.port}/")

    assert str(error) == "its certificate is not valid for its name"
    assert receiver.received == []


async def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    context, _ = certified(tmp_path)
    async with receiving(Receiver(context=context)) as receiver, sending(local("127.0.0.1")) as sender:
        error = await failure(sender, f"https://hooks.example:{receiver.port}/")

    assert (str(error), receiver.received) == ("its certificate is not valid for its name", [])


async def test_a_name_that_leads_here_later_reaches_nothing(tls: ssl.SSLContext) -> None:
    resolver = Resolver([["93.184.216.34"], ["127.0.0.1"]])
    targets = Targets(resolve=resolver)
    async with receiving(Receiver(context=tls)) as receiver, sending(targets) as sender:
        url = f"https://hooks.example:{receiver.port}/"
        await targets.find_from_text(url)  # when it was saved

        error = await failure(sender, url)

    assert str(error) == "not sent: its host has an address that is not public"
    assert (receiver.server_names, receiver.received, resolver.asked) == ([], [], ["hooks.example"] * 2)


async def test_what_is_connected_is_what_was_checked_not_what_the_name_leads_to_a_moment_later() -> None:
    resolver = Resolver([["127.0.0.1"], ["127.0.0.2"]])
    async with receiving(Receiver()) as receiver, sending(Targets(allow_local=True, resolve=resolver)) as sender:
        await sender.send(f"http://hooks.example:{receiver.port}/", HEADERS, "{}")

    assert len(receiver.received) == len(resolver.asked) == 1


async def test_a_redirect_is_a_failure_and_is_not_followed() -> None:
    outer = Receiver([307])
    async with receiving(Receiver()) as inner, receiving(outer), sending() as sender:
        outer.location = inner.url
        error = await failure(sender, outer.url)

    assert (str(error), error.status) == ("answered 307; redirects are not followed", 307)
    assert inner.received == []


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
async def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    async with receiving(Receiver()) as proxy, receiving(Receiver()) as receiver:
        monkeypatch.setenv(variable, f"http://127.0.0.1:{proxy.port}")
        async with sending() as sender:
            await sender.send(receiver.url, HEADERS, "{}")

    assert (len(proxy.received), len(receiver.received)) == (0, 1)


async def test_the_next_address_is_tried_where_nobody_listens_at_the_first() -> None:
    async with receiving(Receiver()) as receiver, sending(local("127.0.0.2", "127.0.0.1")) as sender:
        assert await sender.send(f"http://hooks.example:{receiver.port}/", HEADERS, "{}") == 204


async def test_a_receiver_that_is_away_or_speaks_otherwise_is_said_in_words() -> None:
    async with sending() as sender:
        assert str(await failure(sender, "http://127.0.0.1:1/")) == "no connection"
        async with receiving(Receiver([999_999])) as receiver:
            error = await failure(sender, receiver.url)

    assert (str(error), error.status) == ("no valid answer", None)


async def test_no_connection_is_used_for_two_requests() -> None:
    async with receiving(Receiver()) as receiver, sending() as sender:
        for _ in range(2):
            await sender.send(receiver.url, HEADERS, "{}")

    assert len(receiver.received) == 2
    assert sender._client._transport._pool.connections == []  # type: ignore[attr-defined] # the library's own list
