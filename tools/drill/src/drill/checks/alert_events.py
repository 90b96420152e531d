"""Whether alerts' events are what the prices ask for, each delivered once by each channel."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from drill.clients.receiver import Received
from drill.platform import DrillError

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_CHANNELS: Final = Counter({("app", "delivered"): 1, ("webhook", "delivered"): 1})
# A request is in flight, or its result waits to be stored, for ten seconds each at most.
_IN_FLIGHT: Final = 20.0
_AT_ONCE: Final = 4
"""Requests of one webhook that are open at a time."""


@dataclass(frozen=True)
class Fault:
    """`began`, `ended`: seconds since 1970; `may_repeat`: it may lose the note that a request was answered."""

    name: str
    began: float
    ended: float
    may_repeat: bool

    def covers(self, at: float) -> bool:
        return self.began - _IN_FLIGHT <= at <= self.ended + _IN_FLIGHT


def times_of(events: Iterable[Mapping[str, Any]]) -> list[int]:
    """The times, in microseconds, of the states that the events were made on."""
    return sorted((datetime.fromisoformat(event["as_of"]) - _EPOCH) // _MICROSECOND for event in events)


def undelivered(events: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Events that are not delivered exactly once by each channel."""
    return [event for event in events if Counter((d["channel"], d["state"]) for d in event["deliveries"]) != _CHANNELS]


def check_times(what: str, wanted: Sequence[int], events: Sequence[Mapping[str, Any]]) -> None:
    found = times_of(events)
    if found != list(wanted):
        missing, more = Counter(wanted) - Counter(found), Counter(found) - Counter(wanted)
        raise DrillError(
            f"{what}: {len(wanted)} crossings and {len(found)} events; without an event: {sorted(missing)[:5]}, "
            f"without a crossing: {sorted(more.elements())[:5]}"
        )


def check_received(event_ids: Iterable[str], received: Sequence[Received], faults: Sequence[Fault]) -> int:
    """Every event came, nothing else did, and again only what was in flight at a fault; returns how many came again."""
    wanted, counts = set(event_ids), Counter(one.event_id for one in received)
    if wanted != set(counts):
        raise DrillError(
            f"{len(wanted)} events, {len(counts)} received; not received: {sorted(wanted - set(counts))[:5]}, "
            f"not known: {sorted(set(counts) - wanted)[:5]}"
        )
    if wrong := [one for one in received if one.body["data"]["event_id"] != one.event_id]:
        raise DrillError(f"a request names another event than its webhook-id: {wrong[0]}")
    first = {one.event_id: one.at for one in reversed(received)}
    repeated = [event_id for event_id, count in counts.items() if count > 1]
    for event_id in repeated:
        if not any(fault.may_repeat and fault.covers(first[event_id]) for fault in faults):
            raise DrillError(f"event {event_id} came {counts[event_id]} times, and nothing had happened")
    most = _AT_ONCE * sum(fault.may_repeat for fault in faults)
    if len(repeated) > most:
        raise DrillError(f"{len(repeated)} events came again, more than the {most} that can have been in flight")
    return len(repeated)
