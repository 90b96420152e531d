"""The social stream over time: what is generated, and what is posted and deleted from outside."""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from heapq import merge
from typing import Final

from simulator.feeds.content.posts import POST, Event, account, created, deleted, did_of, events_at

SECOND_US: Final = 1_000_000
KEPT_US: Final = 6 * 3_600 * SECOND_US
"""How far back a cursor reaches; an older one begins there, without a word, as the real one's does."""
_OUTSIDE: Final = 9


class PostTimeline:
    """Nothing is stored of what is generated: each reader has it made anew for the span that it asks for."""

    def __init__(self, seed: int, now: Callable[[], int], posts_per_second: float) -> None:
        self.posts_per_second = posts_per_second
        self._seed = seed
        self._now = now
        # From when on the steps of time are how long; 0: nothing is generated. The first has no beginning.
        self._spans: list[tuple[int, int]] = [(0, _grid(posts_per_second))]
        self._added: list[Event] = []

    def run_at(self, posts_per_second: float) -> None:
        """From now on so many posts a second; what was before stays as it was."""
        self.posts_per_second = posts_per_second
        self._spans.append((self._now(), _grid(posts_per_second)))

    def between(self, start_us: int, stop_us: int) -> Iterator[Event]:
        """The events of [start, stop) in the order of their time."""
        start_us = max(start_us, self.oldest())
        places = [bisect_left(self._added, at_us, key=_time_of) for at_us in (start_us, stop_us)]
        return merge(self._generated(start_us, stop_us), self._added[places[0] : places[1]], key=_time_of)

    def oldest(self) -> int:
        """Before this time nothing is remembered."""
        return self._now() - KEPT_US

    def _generated(self, start_us: int, stop_us: int) -> Iterator[Event]:
        ends = [begins for begins, _ in self._spans[1:]] + [stop_us]
        for (begins, grid_us), ends_us in zip(self._spans, ends, strict=True):
            low, high = max(start_us, begins), min(stop_us, ends_us)
            if not grid_us or low >= high:
                continue
            for slot in range(low // grid_us, -(-high // grid_us)):
                for event in events_at(self._seed, grid_us, slot):
                    if low <= event.time_us < high:
                        yield event

    def post(self, text: str, did: str | None, language: str) -> Event:
        """Post now, by `did` or by an account of its own."""
        at_us = self._next_us()
        author = did or did_of(self._seed, _OUTSIDE, len(self._added))
        return self._add(created(at_us, author, text, language))

    def delete(self, did: str, rkey: str) -> Event:
        """Delete a post now, whoever made it, also one that there never was."""
        return self._add(deleted(self._next_us(), did, rkey))

    def end_account(self, did: str, status: str | None) -> Event:
        """Report an account's end now, or with None its return."""
        return self._add(account(self._next_us(), did, status))

    def _next_us(self) -> int:
        """Now, but after the newest event that was added, so that the order of adding is the order of time."""
        return max(self._now(), self._added[-1].time_us + 1 if self._added else 0)

    def _add(self, event: Event) -> Event:
        while self._added and self._added[0].time_us < self.oldest():
            del self._added[0]
        self._added.append(event)
        return event

    def standing(self, start_us: int) -> list[Event]:
        """The posts since a time that have been neither deleted nor lost with their account, oldest first."""
        found: dict[tuple[str, str], Event] = {}
        suspended: dict[str, list[tuple[tuple[str, str], Event]]] = {}
        for event in self.between(start_us, self._now()):
            if event.kind == "account":
                _end_or_return(event, found, suspended)
            elif event.kind == "commit" and event.collection == POST:
                key = (event.did, event.body["rkey"])
                if event.body["operation"] == "delete":
                    found.pop(key, None)
                else:
                    found[key] = event
        return list(found.values())


def _end_or_return(
    event: Event,
    found: dict[tuple[str, str], Event],
    suspended: dict[str, list[tuple[tuple[str, str], Event]]],
) -> None:
    if event.body["active"]:
        found.update(suspended.pop(event.did, ()))
        return
    gone = [(key, found.pop(key)) for key in [key for key in found if key[0] == event.did]]
    if event.body["status"] != "deleted":
        suspended[event.did] = gone


def _time_of(event: Event) -> int:
    return event.time_us


def _grid(posts_per_second: float) -> int:
    return round(SECOND_US / posts_per_second) if posts_per_second else 0
