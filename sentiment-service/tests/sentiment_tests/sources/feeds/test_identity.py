from dataclasses import replace

from sentiment.sources.feeds.entries import Entry
from sentiment.sources.feeds.identity import identify
from sentiment.sources.source import Position

SITE = "https://news.example"
FIRST = Entry(
    guid="guid-1",
    title="Exchange halts withdrawals after a hack",
    body="Users wait.",
    link=f"{SITE}/halts",
    author=None,
    published_at=None,
    language=None,
)
SECOND = replace(FIRST, guid="guid-2", title="Ether rises by four per cent", link=f"{SITE}/rises")


def ids(entries: list[Entry], position: Position) -> tuple[list[str], Position]:
    changed, after = identify(entries, position)
    return [native_id for native_id, _ in changed], after


def test_an_item_is_handed_on_once() -> None:
    first, position = ids([FIRST, SECOND], {})
    again, position = ids([FIRST, SECOND], position)

    assert (first, again) == (["guid-1", "guid-2"], [])


def test_an_item_whose_guid_changes_is_the_same_item() -> None:
    _, position = ids([FIRST], {})
    for number in range(5):
        again, position = ids([replace(FIRST, guid=f"another-{number}")], position)
        assert again == []


def test_an_item_whose_title_is_edited_is_the_same_item() -> None:
    _, position = ids([FIRST], {})
    edited, position = ids([replace(FIRST, title="All is well again")], position)
    again, _ = ids([replace(FIRST, title="All is well again")], position)

    assert (edited, again) == (["guid-1"], [])


def test_an_item_whose_link_changes_is_the_same_item_if_its_title_is_alike() -> None:
    _, position = ids([FIRST], {})
    moved, _ = ids([replace(FIRST, link=f"{SITE}/new", title="Exchange halts all withdrawals after a hack")], position)

    assert moved == ["guid-1"]


def test_what_only_says_where_a_reader_comes_from_is_no_part_of_a_link() -> None:
    _, position = ids([replace(FIRST, guid="")], {})
    again, _ = ids([replace(FIRST, guid="x", link=f"{SITE}/halts/?utm_source=rss&fbclid=1#top")], position)

    assert again == []


def test_items_without_guids_are_known_by_their_links_and_without_links_by_their_titles() -> None:
    bare = replace(FIRST, guid="", link=None)
    first, position = ids([replace(FIRST, guid=""), replace(bare, title="Something else")], {})
    again, _ = ids([replace(FIRST, guid=""), replace(bare, title="Something else")], position)

    assert first[0] == f"{SITE}/halts"
    assert (len(set(first)), again) == (2, [])


def test_items_that_share_a_guid_are_different_items() -> None:
    shared = [replace(FIRST, guid="1"), replace(SECOND, guid="1")]
    first, position = ids(shared, {})
    again, _ = ids(shared, position)

    assert (first, again) == ([f"{SITE}/halts", f"{SITE}/rises"], [])


def test_a_guid_that_always_comes_with_the_newest_item_is_not_that_items_alone() -> None:
    first, position = ids([replace(FIRST, guid="latest")], {})
    second, position = ids([replace(SECOND, guid="latest")], position)
    again, _ = ids([replace(SECOND, guid="latest")], position)

    assert first == ["latest"]
    assert second == [f"{SITE}/rises"]
    assert again == []


def test_items_that_all_lead_to_the_front_page_are_different_items() -> None:
    items = [replace(FIRST, guid="", link=SITE), replace(SECOND, guid="", link=SITE)]
    first, position = ids(items, {})
    again, _ = ids(items, position)

    assert (len(set(first)), again) == (2, [])


def test_an_item_that_stands_in_a_feed_twice_is_one() -> None:
    first, _ = ids([FIRST, FIRST, replace(FIRST, title="Exchange halts withdrawals")], {})

    assert first == ["guid-1"]


def test_an_item_that_was_gone_for_a_while_is_still_known_and_what_is_remembered_is_bounded() -> None:
    _, position = ids([FIRST], {})
    for number in range(50):
        page = [replace(SECOND, guid=f"g{number}-{n}", link=f"{SITE}/{number}/{n}") for n in range(3)]
        _, position = ids(page, position)
    again, _ = ids([FIRST], position)

    assert again == []
    assert len(position["items"]) <= 203


def test_a_position_of_another_form_is_no_obstacle() -> None:
    assert ids([FIRST], {"items": [["too", "short"], 7]})[0] == ["guid-1"]
