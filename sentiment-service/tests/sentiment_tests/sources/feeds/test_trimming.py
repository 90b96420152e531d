from xml.etree.ElementTree import Element, fromstring

from sentiment.sources.feeds.trimming import trimmed
from sentiment.sources.feeds.xml_check import checked

from .feeds import item, rss


def trimmed_tree(text: str) -> Element:
    return fromstring(trimmed(checked(text)))  # noqa: S314 - written above


def test_only_the_first_500_items_stay_and_what_the_feed_says_of_itself() -> None:
    tree = trimmed_tree(rss(*(item(str(number)) for number in range(700))))

    assert [one.findtext("title") for one in tree.iter("item")] == [str(number) for number in range(500)]
    assert tree.findtext("channel/title") == "Chain Courier"


def test_texts_are_cut_to_what_is_handed_on() -> None:
    long = "a" * 1_000_000
    tree = trimmed_tree(rss(item(long, long, long, long, f"{' ' * 1_000_000}{long}")))

    lengths = {part.tag: len(part.text or "") for part in tree.iter() if part.tag not in ("rss", "channel", "item")}
    assert lengths == {"title": 1_000, "guid": 2_001, "link": 2_001, "description": 20_000, "pubDate": 400}


def test_an_empty_element_does_not_take_the_place_of_a_full_one() -> None:
    tree = trimmed_tree(rss("<item><title>a</title><description>b</description><description> </description></item>"))

    assert [part.text for part in tree.iter("description")] == ["b"]


def test_markup_that_is_written_as_xml_becomes_markup_in_a_text() -> None:
    tree = trimmed_tree(rss('<item><title>a</title><description>b <x:i xmlns:x="y">c</x:i> d</description></item>'))

    assert tree.findtext(".//description") == "b <i>c</i> d"
