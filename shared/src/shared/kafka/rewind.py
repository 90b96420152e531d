"""`python -m shared.kafka.rewind [--restored] TIME [GROUP …]`: let consumer groups read again what came since a time.

For records that were handled wrongly, and, with `--restored`, for a database that is a backup of that time: rows are
idempotent, so that what was handled before changes nothing. Without a group's name it is all of them, after a restore
those that fill tables. No member may run meanwhile: stop the services first.
"""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from shared.clock import to_us
from shared.settings import ServiceSettings

_ANSWER_WITHIN_MS: Final = 15_000
_USAGE: Final = "usage: python -m shared.kafka.rewind [--restored] 2026-11-30T10:00:00Z [GROUP …]"
_RESTORED: Final = "--restored"
_FILLING: Final = ("market-recorder", "analytics", "sentiment-hours")
"""The groups that fill tables. Not those of alerts: what they have sent since a backup is not sent again."""
_OVERLAP: Final = timedelta(minutes=1)
"""Before a backup: records that were handled but not committed when it was made, and clocks that differ."""


class RunningGroupError(Exception):
    """A member of the group runs: it would go on where it is, and commit that."""

    def __init__(self, group: str) -> None:
        super().__init__(f"{group} has members that run: stop the services that read for it")


async def rewind(bootstrap_servers: str, since_us: int, groups: Sequence[str] = ()) -> Mapping[str, int]:
    """Set groups back, by name; returns how many records each will read again.

    A partition in which nothing has come since stays as it is; none is set forward.

    Raises:
        RunningGroupError: none of the groups is set back then.
        KafkaError: the broker does not answer.
    """
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers, request_timeout_ms=_ANSWER_WITHIN_MS)
    await admin.start()
    try:
        names = list(groups) or sorted(name for name, *_ in await admin.list_consumer_groups())
        for name in names:
            await _require_stopped(admin, name)
        committed = {name: await admin.list_consumer_group_offsets(name) for name in names}
    finally:
        await admin.close()
    return {
        name: await _set_back(bootstrap_servers, name, {at: one.offset for at, one in offsets.items()}, since_us)
        for name, offsets in committed.items()
    }


async def _require_stopped(admin: AIOKafkaAdminClient, group: str) -> None:
    (answer,) = await admin.describe_consumer_groups([group])
    for _error, _name, _state, _type, _protocol, members, *_ in answer.groups:
        if members:
            raise RunningGroupError(group)


async def _set_back(bootstrap_servers: str, group: str, committed: Mapping[TopicPartition, int], since_us: int) -> int:
    if not committed:
        return 0
    async with AIOKafkaConsumer(
        bootstrap_servers=bootstrap_servers, group_id=group, enable_auto_commit=False
    ) as consumer:
        consumer.assign(list(committed))
        found = await consumer.offsets_for_times(dict.fromkeys(committed, since_us // 1_000))
        earlier = {at: one.offset for at, one in found.items() if one is not None and one.offset < committed[at]}
        if earlier:
            await consumer.commit(earlier)
    return sum(committed[at] - offset for at, offset in earlier.items())


def main(arguments: Sequence[str]) -> int:
    is_restored = arguments[:1] == [_RESTORED]
    try:
        time, *groups = arguments[is_restored:]
        since = datetime.fromisoformat(time)
    except ValueError:
        since = None
    if since is None or since.tzinfo is None:
        sys.stderr.write(f"{_USAGE}\n")
        return 2
    if is_restored:
        since, groups = since - _OVERLAP, groups or list(_FILLING)
    servers = ServiceSettings(deployment="local").kafka_bootstrap_servers
    try:
        again = asyncio.run(rewind(servers, to_us(since), groups))
    except (RunningGroupError, KafkaError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.writelines(f"{name} reads {count} records again\n" for name, count in again.items())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
