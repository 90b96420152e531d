"""What the fan-out does at most: for a client, and at one tick."""

from typing import NamedTuple


class FanOutLimits(NamedTuple):
    """`behind_bytes`: a client with a longer backlog gets nothing; `missed_messages`: one that missed more is closed.

    `window_wait_us`: how long a subscription to a log waits for the resume window to be loaded. `tick_cost`: what is
    replayed at one tick at most, and as much again of snapshots, in messages that are encoded already: about 5 ms in
    which nobody else is answered. `client_cost`: how much of it one client gets.
    """

    behind_bytes: int = 64 * 1024
    missed_messages: int = 20_000
    window_wait_us: int = 10_000_000
    tick_cost: int = 4_000
    client_cost: int = 2_000
