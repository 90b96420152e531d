from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from simulator.feeds.content import fear_greed
from simulator.feeds.content.posts import POST, Event, events_at, rkey_of

SECOND = 1_000_000
START = 1_796_040_000


def events(count: int, seed: int = 7) -> list[Event]:
    return [event for slot in range(START, START + count) for event in events_at(seed, SECOND, slot)]


def posts(found: list[Event], operation: str = "create") -> list[Event]:
    return [each for each in found if each.collection == POST and each.body["operation"] == operation]


def test_a_seed_and_a_time_decide_the_stream() -> None:
    assert events(20) == events(20)
    assert events(20) != events(20, seed=8)


@given(st.integers(0, 2**32), st.integers(500, 10**8), st.integers(10**6, 10**9))
def test_the_events_of_a_step_of_time_are_in_order_within_it(seed: int, grid_us: int, slot: int) -> None:
    times = [event.time_us for event in events_at(seed, grid_us, slot)]

    assert times == sorted(times)
    assert slot * grid_us <= times[0] <= times[-1] < (slot + 1) * grid_us


def test_posts_are_mostly_about_coins_and_in_all_tones() -> None:
    made = posts(events(3_000))
    tones = Counter(each.tone for each in made)

    assert len(made) == 3_000
    assert 0.5 < sum(each.coin is not None for each in made) / 3_000 < 0.8
    assert min(tones["positive"], tones["negative"], tones["neutral"]) > 150
    assert {each.body["record"]["langs"][0] for each in made} > {"en", "de", "ja"}


def test_what_is_deleted_has_been_posted() -> None:
    found = events(4_000)
    made = {(each.did, each.body["rkey"]) for each in posts(found)}
    gone = [(each.did, each.body["rkey"]) for each in posts(found, "delete")[60:]]

    assert len(gone) > 20
    assert set(gone) <= made


def test_an_account_that_is_removed_has_posted_and_posts_no_more() -> None:
    found = events(3_600)
    ends = [event for event in found if event.kind == "account"]

    assert [event.body.get("status") for event in ends] == ["deleted", "suspended", None]
    for end in ends[:2]:
        times = [each.time_us for each in posts(found) if each.did == end.did]
        assert times
        assert max(times) < end.time_us
    assert ends[2].did == ends[1].did
    assert ends[2].body["active"]


def test_the_stream_brings_likes_and_new_handles_too() -> None:
    kinds = Counter((event.kind, event.collection) for event in events(600))

    assert kinds["commit", "app.bsky.feed.like"] == 600
    assert kinds["identity", None] == 10


def test_keys_sort_by_time_and_are_of_the_right_form() -> None:
    keys = [rkey_of(START * SECOND + step) for step in range(0, 5_000_000, 99_999)]

    assert keys == sorted(keys)
    assert {len(key) for key in keys} == {13}
    assert rkey_of(1_732_206_347_000_000).startswith("3lbh")


def test_the_index_of_fear_and_greed_drifts_between_its_ends() -> None:
    values = [fear_greed.value_of(7, day) for day in range(20_000, 20_700)]

    assert 0 <= min(values) < 30
    assert 70 < max(values) <= 100
    assert max(abs(before - after) for before, after in pairwise(values)) < 25
    assert [fear_greed.classification(value) for value in (0, 25, 26, 47, 54, 55, 76, 100)] == [
        "Extreme Fear",
        "Extreme Fear",
        "Fear",
        "Neutral",
        "Neutral",
        "Greed",
        "Extreme Greed",
        "Extreme Greed",
    ]


def test_the_index_is_answered_as_alternative_me_does() -> None:
    answer = fear_greed.answer(7, START + 100, 3)
    days = answer["data"]

    assert isinstance(days, list)
    assert [set(day) for day in days] == [
        {"value", "value_classification", "timestamp", "time_until_update"},
        {"value", "value_classification", "timestamp"},
        {"value", "value_classification", "timestamp"},
    ]
    assert int(days[0]["timestamp"]) - int(days[1]["timestamp"]) == 86_400
    assert (answer["name"], answer["metadata"]) == ("Fear and Greed Index", {"error": None})
