from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sentiment.sources.definition import SourceKind, SourcesFileError, parse_sources, read_sources
from shared.events import DocumentKind

DEFAULT = Path(read_sources.__code__.co_filename).with_name("sources.toml")
ONE = '[[source]]\nname = "one"\nkind = "rss"\nurl = "https://news.example/feed"\n'


def test_the_shipped_list_can_be_read_and_its_first_sources_need_no_key() -> None:
    sources = read_sources(DEFAULT)

    assert {source.kind for source in sources} == set(SourceKind)
    assert [source.name for source in sources if not source.key_setting] == [
        "coindesk",
        "cointelegraph",
        "decrypt",
        "theblock",
        "bitcoinmagazine",
        "bluesky",
        "fear_greed",
    ]


def test_what_is_left_out_has_the_usual_value() -> None:
    (source,) = parse_sources(ONE)

    assert (source.every, source.weight, source.key_setting) == (timedelta(minutes=5), 1.0, ())
    assert source.kind_of_document is DocumentKind.NEWS


def test_a_feed_may_bring_posts() -> None:
    (source,) = parse_sources(f'{ONE}kind_of_document = "social"')

    assert source.kind_of_document is DocumentKind.SOCIAL


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ('name = "One Two"', "name"),
        ("name = 1", "name"),
        ('kind = "gossip"', "kind"),
        ('url = "file:///etc/passwd"', "url"),
        ('url = "https://me:secret@news.example/"', "url"),
        ('url = "http://[::1"', "url"),
        ('url = "wss://news.example/"', "url"),
        ("every = 5", "every"),
        ('every = "0s"', "every"),
        ('every = "5 minutes"', "every"),
        ('every = "200h"', "every"),
        ("weight = 0", "weight"),
        ("weight = nan", "weight"),
        ("weight = true", "weight"),
        ('weight = "1"', "weight"),
        ('key_setting = "coindesk_key"', "key_setting"),
        ('kind_of_document = "rumour"', "kind_of_document"),
        ("since = 2026-11-01", "since"),
        ("wait = 1", "wait"),
    ],
)
def test_an_error_names_the_source_and_the_field(line: str, field: str) -> None:
    name = line.partition(" ")[0]
    table = "".join(f"{each}\n" for each in ONE.splitlines() if not each.startswith(f"{name} ")) + line

    with pytest.raises(SourcesFileError, match=rf"^source 1 \(.*\): {field}: "):
        parse_sources(table)


@pytest.mark.parametrize("value", ["2008-12-31", '"2026-11-01"', "2026-11-01T00:00:00Z", "20261101"])
def test_since_is_a_day_on_which_there_were_coins(value: str) -> None:
    table = ONE.replace('"rss"', '"fear_greed"') + f"since = {value}"

    with pytest.raises(SourcesFileError, match=r"since: a day like 2026-11-01, without quotes"):
        parse_sources(table)


def test_a_source_with_a_history_is_asked_since_a_day() -> None:
    (source,) = parse_sources(ONE.replace('"rss"', '"fear_greed"') + "since = 2026-11-01")

    assert source.since == datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize("missing", ["name", "kind", "url"])
def test_a_field_that_must_be_there_is_named_when_it_is_not(missing: str) -> None:
    table = "\n".join(line for line in ONE.splitlines() if not line.startswith(missing))

    with pytest.raises(SourcesFileError, match=f"{missing}: is missing"):
        parse_sources(table)


def test_two_sources_have_two_names() -> None:
    with pytest.raises(SourcesFileError, match=r"^source 2 \(one\): name: 'one' is another source's"):
        parse_sources(ONE + ONE)


@pytest.mark.parametrize(
    ("kind", "key", "problem"),
    [
        ("x", "", "is missing"),
        ("reddit", 'key_setting = "reddit_client_id"', "needs the names of two settings"),
        ("x", 'key_setting = "AAAA-the-key-itself"', "never the key itself"),
    ],
)
def test_a_kind_with_a_key_needs_the_name_of_its_setting(kind: str, key: str, problem: str) -> None:
    with pytest.raises(SourcesFileError, match=f"key_setting: .*{problem}"):
        parse_sources(f'[[source]]\nname = "one"\nkind = "{kind}"\nurl = "https://api.example/"\n{key}')


@pytest.mark.parametrize("text", ["source = 1", "source = [1]", "[[source]", "[source]\nname = 1"])
def test_what_is_no_list_of_sources_is_refused(text: str) -> None:
    with pytest.raises(SourcesFileError):
        parse_sources(text)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourcesFileError, match=r"SENTIMENT_SOURCES: .*nowhere\.toml cannot be read"):
        read_sources(tmp_path / "nowhere.toml")
