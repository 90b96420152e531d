from itertools import pairwise

from simulator.feeds.content.posts import POST, Event
from simulator.feeds.timeline import KEPT_US, PostTimeline

SECOND = 1_000_000
START = 1_796_040_123 * SECOND


class Hand:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> int:
        return self.at


def created(events: list[Event]) -> list[Event]:
    return [event for event in events if event.collection == POST and event.body["operation"] == "create"]


def test_a_span_read_in_pieces_is_the_span_read_at_once() -> None:
    timeline = PostTimeline(7, Hand(), 3)
    cuts = [START - step * 777_777 for step in range(60, -1, -1)]

    pieces = [event for low, high in pairwise(cuts) for event in timeline.between(low, high)]
    assert pieces == list(timeline.between(cuts[0], cuts[-1]))
    assert len(created(pieces)) > 100


def test_an_old_cursor_begins_where_memory_does() -> None:
    timeline = PostTimeline(7, Hand(), 0.1)
    events = list(timeline.between(0, START))

    assert START - KEPT_US <= events[0].time_us < START - KEPT_US + 30 * SECOND
    assert len(created(events)) == KEPT_US // (10 * SECOND)


def test_a_new_rate_holds_from_then_on_and_leaves_the_past() -> None:
    clock = Hand()
    timeline = PostTimeline(7, clock, 1)
    before = list(timeline.between(START - 60 * SECOND, START))
    timeline.run_at(10)
    clock.at += 60 * SECOND
    timeline.run_at(0)
    clock.at += 60 * SECOND

    assert list(timeline.between(START - 60 * SECOND, START)) == before
    assert len(created(list(timeline.between(START, START + 60 * SECOND)))) == 600
    assert not list(timeline.between(START + 60 * SECOND, clock.at))


def test_posts_from_outside_stand_between_the_others_in_the_order_of_time() -> None:
    clock = Hand()
    timeline = PostTimeline(7, clock, 5)
    mine = [timeline.post("one", None, "en"), timeline.post("two", "did:plc:me", "de")]
    clock.at += 10 * SECOND
    events = list(timeline.between(START - SECOND, clock.at))

    assert [event for event in events if event in mine] == mine
    assert [event.time_us for event in events] == sorted(event.time_us for event in events)
    assert mine[0].did != mine[1].did == "did:plc:me"


def test_standing_are_the_posts_that_nothing_has_removed() -> None:
    clock = Hand()
    timeline = PostTimeline(7, clock, 0)
    posts = [timeline.post(text, did, "en") for text, did in (("a", "x"), ("b", "x"), ("c", "y"), ("d", "z"))]
    timeline.delete("x", posts[0].body["rkey"])
    timeline.end_account("y", "deleted")
    timeline.end_account("z", "suspended")
    clock.at += SECOND
    assert timeline.standing(0) == [posts[1]]

    timeline.end_account("y", None)
    timeline.end_account("z", None)
    clock.at += SECOND
    assert timeline.standing(0) == [posts[1], posts[3]]
