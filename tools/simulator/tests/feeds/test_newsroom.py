from dataclasses import dataclass

from simulator.feeds.newsroom import Item, Newsroom
from simulator.feeds.sites import SITES

SECOND = 1_000_000
DAY = 86_400 * SECOND
START = 1_796_040_123 * SECOND


@dataclass
class Hand:
    """A clock that is set by hand."""

    at: int = START

    def __call__(self) -> int:
        return self.at


def newsroom(clock: Hand, news_seconds: float = 30, past_days: float = 14) -> Newsroom:
    return Newsroom(7, clock, news_seconds, past_days)


def everything(room: Newsroom) -> list[Item]:
    return room.page(None, 0, 1_000_000)[0]


def seen(item: Item) -> tuple[str, str, str, int]:
    return item.item_id, item.first_title or item.title, item.summary, item.published_us


def test_at_the_start_there_are_days_of_news_thinner_the_older_they_are() -> None:
    items = everything(newsroom(Hand()))
    ages = [(START - item.published_us) / DAY for item in items]

    assert 13 < max(ages) <= 14.1
    assert 300 < len(items) < 700
    assert sum(age < 1 for age in ages) > sum(1 <= age < 2 for age in ages) > 20
    assert ages == sorted(ages, reverse=True)


def test_a_feed_holds_its_newest_items_and_no_more_than_its_limit() -> None:
    clock = Hand()
    room = newsroom(clock, news_seconds=5)
    clock.at += DAY // 8
    for name, site in SITES.items():
        times = [item.published_us for item in room.feed(name)]
        assert times == sorted(times, reverse=True)
        assert 0 < len(times) <= site.limit
        assert times == [one.published_us for one in room.page(name, 0, 1_000_000)[0]][: -len(times) - 1 : -1]


def test_new_items_come_about_every_twenty_seconds() -> None:
    clock = Hand()
    room = newsroom(clock)
    room.advance()
    before = room.published
    clock.at += 4 * 3_600 * SECOND
    room.advance()

    assert 14 < 4 * 3_600 / (room.published - before) < 26


def test_what_one_run_published_another_run_publishes_alike() -> None:
    clock = Hand()
    first = newsroom(clock)
    first.advance()
    clock.at += DAY
    known = {seen(item) for item in everything(first)}
    again = newsroom(Hand(clock.at))

    repeated = [item for item in everything(again) if item.published_us > START - 10 * DAY]
    assert len(repeated) > 200
    assert {seen(item) for item in repeated} <= known


def test_without_a_past_and_without_a_rate_nothing_is_published() -> None:
    clock = Hand()
    room = newsroom(clock, news_seconds=0, past_days=0)
    clock.at += DAY

    assert everything(room) == []


def test_a_rate_counts_from_when_it_was_set() -> None:
    clock = Hand()
    room = newsroom(clock, news_seconds=0, past_days=0)
    clock.at += DAY
    room.run_at(1)
    clock.at += 3_600 * SECOND
    items = everything(room)

    assert min(item.published_us for item in items) >= clock.at - 3_600 * SECOND
    assert len({item.story for item in items}) > 3_500


def test_an_edited_title_keeps_its_item_and_its_first_title() -> None:
    items = [item for item in everything(newsroom(Hand())) if item.edited_us is not None]

    assert len(items) > 10
    assert all(item.first_title not in {None, item.title} for item in items)
    assert all(item.edited_us and item.edited_us > item.published_us for item in items)


def test_an_item_from_outside_is_the_newest_at_once() -> None:
    room = newsroom(Hand())
    made = [room.insert(SITES["hashline"], "A title", "A summary.", "bitcoin") for _ in range(2)]

    assert room.feed("hashline")[:2] == [made[1], made[0]]
    assert made[0].item_id != made[1].item_id
    assert room.find(made[0].item_id) is made[0]
    assert made[0].coins == ("bitcoin",)


def test_pages_go_on_where_the_last_one_ended() -> None:
    room = newsroom(Hand())
    pages, after = [], 0
    while True:
        page, following = room.page("mintmark", after, 7)
        pages.append(page)
        if following is None:
            break
        after = following

    assert [item for page in pages for item in page] == room.page("mintmark", 0, 10_000)[0]
    assert {len(page) for page in pages[:-1]} == {7}


def test_articles_of_an_earlier_run_are_found_and_those_of_the_future_are_not() -> None:
    clock = Hand()
    room = newsroom(clock)
    room.advance()
    clock.at += 3_600 * SECOND
    item = everything(room)[-1]

    later = newsroom(Hand(clock.at + 20 * DAY)).find(item.item_id)
    assert later is not None
    assert later.title == (item.first_title or item.title)
    assert newsroom(Hand(START - DAY)).find(item.item_id) is None
    assert room.find("nobody-1-1") is room.find("hashline") is room.find("a-b-c") is None
