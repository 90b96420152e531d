import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentiment.sources.feeds.decoding import decode
from sentiment.sources.feeds.entries import Entry, read_entries
from sentiment.sources.feeds.trimming import trimmed
from sentiment.sources.feeds.xml_check import checked
from sentiment.sources.source import SourceError

from .feeds import ATOM, RSS, item, rss


def entries(text: str) -> list[Entry]:
    return read_entries(trimmed(checked(decode(text.encode()))), "https://news.example/feed")[0]


def test_an_item_of_rss_is_read_with_all_its_authors_its_link_and_its_summary() -> None:
    first, second = entries(RSS)

    assert first == Entry(
        guid="7f1c-0001",
        title="Exchange <b>halts</b> withdrawals &amp; asks for patience",
        body="<p>Users wait for their <i>bitcoin</i>.</p>",
        link="https://news.example/2026/exchange-halts?utm_source=rss&a=1",
        author="Ada Writer, Ben Editor",
        published_at=datetime(2026, 11, 30, 8, 30, tzinfo=UTC),
        language="en-US",
    )
    assert (second.guid, second.link) == ("https://news.example/?p=2", "https://news.example/2026/ether-rises")
    assert second.body == "<p>The price rose by 4&nbsp;%.</p>"
    assert second.published_at is None


def test_an_entry_of_atom_is_read_and_its_link_made_whole() -> None:
    (entry,) = entries(ATOM)

    assert (entry.guid, entry.author, entry.language) == ("urn:uuid:1", "Carla", "de")
    assert entry.link == "https://news.example/2026/kurs"
    assert entry.published_at == datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
    assert "<b>Kurs</b>" in entry.body


def test_a_date_that_nobody_can_read_is_none() -> None:
    (entry,) = entries(rss(item(date="last Tuesday")))

    assert entry.published_at is None


def test_items_without_a_title_are_counted() -> None:
    xml = trimmed(checked(rss(item(), "<item><link>https://news.example/a</link></item>")))

    found, untitled = read_entries(xml, "https://news.example/feed")
    assert (len(found), untitled) == (1, 1)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,a", "mailto:a@b.example"])
def test_a_link_that_runs_something_is_no_link(link: str) -> None:
    (entry,) = entries(rss(item(link=link)))

    assert entry.link is None


@pytest.mark.parametrize("piece", ["1", "1:", "-", "+", "Mon, ", "2026-01-01T", "\u0e01", "&lt;", "(", "a@"])
def test_no_field_is_long_enough_to_make_a_pattern_slow(piece: str) -> None:
    long = piece * 200_000
    fields = "".join(f"<{name}>{long}</{name}>" for name in ("title", "pubDate", "author", "category", "updated"))

    assert len(entries(rss(f"<item>{fields}</item>"))) == 1


MARKUP = "<item> </item> <entry> </entry> <title> </title> <guid> </guid> <pubDate> </pubDate> <author> </author>"
PIECES = st.sampled_from([*MARKUP.split(), "<link href='a'/>", "<![CDATA[", "]]>", "&", "&lt;", "&#8217;", "é", "🚀"])


@given(st.lists(PIECES, max_size=40), st.sampled_from(["rss", "feed", "rdf:RDF", "channel"]))
def test_a_feed_put_together_by_chance_is_read_or_named(pieces: list[str], root: str) -> None:
    text = f"<{root} xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>{''.join(pieces)}</{root}>"

    assert re.match("read|unreadable: ", outcome(text))


def outcome(text: str) -> str:
    try:
        assert all(entry.title for entry in entries(text))
    except SourceError as refusal:
        return refusal.reason
    return "read"
