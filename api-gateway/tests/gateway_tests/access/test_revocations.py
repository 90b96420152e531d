"""Revocations are read from the real topic at once, and remembered longer than any token lives."""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from gateway.access.revocation_reader import RevocationReader
from gateway.access.revocations import REMEMBERED_FOR_S, KnownRevocations, LearnedRevocation, NotReadYetError
from gateway.errors import TooOldError
from gateway.settings import Settings
from shared.events import RevokedKind
from shared.http.health import Health
from shared.http.tokens import Claims
from shared.kafka import Producer
from shared.kafka.topics import REVOCATIONS
from stack.test_servers.own_kafka import OwnKafka
from stack.testing import eventually

from ..conftest import Make
from ..revoking import producing, publish, revocation


def claims(*, user: UUID | None = None, session: UUID | None = None, key: UUID | None = None) -> Claims:
    return Claims(user or uuid4(), session, key, frozenset(), "t", 0)


@contextlib.asynccontextmanager
async def following(settings: Settings, health: Health | None = None) -> AsyncIterator[KnownRevocations]:
    revocations = KnownRevocations()
    running = asyncio.create_task(RevocationReader(settings, health or Health(), revocations).run())
    try:
        yield revocations
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


@pytest.fixture
async def producer(kafka_bootstrap: str) -> AsyncIterator[Producer]:
    async with producing(kafka_bootstrap) as producer:
        yield producer


async def test_what_ended_before_the_start_is_known_when_it_is_current(producer: Producer, make_settings: Make) -> None:
    session, key, user = uuid4(), uuid4(), uuid4()
    await publish(
        producer,
        revocation(RevokedKind.SESSION, session),
        revocation(RevokedKind.KEY, key),
        revocation(RevokedKind.USER, user, user),
    )
    health = Health()
    async with following(make_settings(), health) as revocations:
        assert not revocations.current
        assert not health.ready
        with pytest.raises(NotReadYetError):
            revocations.is_revoked(claims(session=session))
        await eventually(lambda: revocations.current)

        assert health.ready
        assert revocations.is_revoked(claims(session=session))
        assert revocations.is_revoked(claims(key=key))
        assert revocations.is_revoked(claims(user=user, session=uuid4()))
        assert not revocations.is_revoked(claims(session=uuid4()))


async def test_a_new_revocation_is_reported_once(producer: Producer, make_settings: Make) -> None:
    learned: Counter[UUID] = Counter()
    put: list[UUID] = []
    async with following(make_settings()) as revocations:
        await eventually(lambda: revocations.current)
        revocations.on_revoked(lambda one: learned.update([one.revocation.id]))
        for _ in range(20):
            ended = revocation(RevokedKind.SESSION)
            put.append(ended.id)
            await publish(producer, ended, ended)
            await eventually(lambda: len(learned) == len(put))

    assert learned == Counter(put)


async def test_only_a_users_own_revocations_after_a_seq_are_found(producer: Producer, make_settings: Make) -> None:
    user = uuid4()
    mine = [revocation(RevokedKind.SESSION, user=user) for _ in range(3)]
    async with following(make_settings()) as revocations:
        await eventually(lambda: revocations.current)
        floor = revocations.floor
        await publish(producer, mine[0], revocation(RevokedKind.SESSION), *mine[1:])
        await eventually(lambda: len(revocations.since(user, floor)) == 3)
        first = revocations.since(user, floor)[0]

        assert [one.revocation for one in revocations.since(user, floor)] == mine
        assert [one.revocation for one in revocations.since(user, first.seq)] == mine[1:]
        with pytest.raises(TooOldError):
            revocations.since(user, floor - 1)


async def test_revocations_are_not_current_while_the_broker_is_away_and_complete_afterwards(
    make_settings: Make, tmp_path: Path
) -> None:
    health = Health()
    with OwnKafka(tmp_path) as kafka:
        async with following(make_settings(kafka_bootstrap_servers=kafka.address), health) as revocations:
            await eventually(lambda: revocations.current)
            kafka.freeze()
            await eventually(lambda: not revocations.current and not health.ready)
            ended = revocation(RevokedKind.SESSION)
            async with producing(kafka.address) as producer:
                producer.put(REVOCATIONS, str(ended.user_id), ended)
                kafka.go_on()
                await producer.flush()
            await eventually(lambda: revocations.current and health.ready)

            await eventually(lambda: revocations.is_revoked(claims(session=ended.id)))


def test_revocations_are_bounded_in_number_and_forgotten_in_time() -> None:
    revocations = KnownRevocations(max_revocations=10)
    revocations.started = True
    ended = [revocation(RevokedKind.SESSION) for _ in range(12)]
    now = time.monotonic()
    for seq, one in enumerate(ended, 1):
        revocations.learn(LearnedRevocation(seq, now, one))

    assert [revocations.is_revoked(claims(session=one.id)) for one in ended] == [False] * 2 + [True] * 10
    revocations.forget_old(now + REMEMBERED_FOR_S - 1)
    assert revocations.is_revoked(claims(session=ended[-1].id))
    revocations.forget_old(now + REMEMBERED_FOR_S + 1)
    assert not any(revocations.is_revoked(claims(session=one.id)) for one in ended)
    assert revocations.floor == 12
