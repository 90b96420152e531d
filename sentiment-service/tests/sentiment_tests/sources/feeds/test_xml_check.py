import pytest
from sentiment.sources.feeds.xml_check import checked
from sentiment.sources.source import SourceError

from .feeds import ATOM, RSS, item, rss

LAUGHS = "".join(f"<!ENTITY a{n} '" + f"&a{n - 1};" * 10 + "'>" for n in range(1, 10))
BOMB = f"<!DOCTYPE b [<!ENTITY a0 'lol'>{LAUGHS}]>"
ATTRIBUTES = " ".join(f"a{n}='1'" for n in range(200))


def refusal(text: str) -> str:
    with pytest.raises(SourceError) as error:
        checked(text)
    return error.value.reason


@pytest.mark.parametrize("text", [RSS.partition("?>")[2].strip(), ATOM, rss()])
def test_a_feed_passes(text: str) -> None:
    assert len(checked(text))


def test_an_old_feed_may_name_its_document_type() -> None:
    netscape = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss.dtd">'

    assert checked(rss(item(), before=netscape)).tag == "rss"


@pytest.mark.parametrize(
    "before",
    [
        BOMB,
        "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
        "<!DOCTYPE r [<!ENTITY % x SYSTEM 'http://127.0.0.1/x'> %x;]>",
        f"<!DOCTYPE r [<!ENTITY a '{'b' * 100_000}'>]>",
    ],
    ids=["billion laughs", "file", "parameter", "quadratic"],
)
def test_entities_of_its_own_make_a_feed_unreadable(before: str) -> None:
    assert refusal(rss("<item><title>&a9;&x;&a;</title></item>", before=before)) == (
        "unreadable: XML with entities of its own"
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "unreadable: empty"),
        ("<!DOCTYPE html><html><body>x", "unreadable: HTML instead of a feed"),
        ("<!-- x --><HTML>", "unreadable: HTML instead of a feed"),
        ('<html xmlns="http://www.w3.org/1999/xhtml"/>', "unreadable: HTML instead of a feed"),
        ('{"version": "https://jsonfeed.org/version/1"}', "unreadable: JSON instead of a feed"),
        ("Service unavailable", "unreadable: no XML"),
        ("<urlset/>", "unreadable: XML, but no feed (<urlset>)"),
        ("<rss><channel></rss>", "unreadable: XML that is broken at line 1, column 16"),
        (f"<rss>{'& ' * 200_000}<", "unreadable: XML that is broken in too many places"),
    ],
)
def test_what_is_no_feed_is_named(text: str, reason: str) -> None:
    assert refusal(text) == reason


@pytest.mark.parametrize(
    "text",
    [
        rss("<a/>" * 60_000),
        f"<rss>{'<a>' * 200}{'</a>' * 200}</rss>",
        f"<rss {ATTRIBUTES}/>",
    ],
    ids=["many", "deep", "wide"],
)
def test_a_feed_of_a_monstrous_shape_is_refused(text: str) -> None:
    assert refusal(text) == "unreadable: XML with too many elements, levels or attributes"


def test_ampersands_and_entities_of_html_are_mended() -> None:
    broken = rss("<item><title>AT&T &nbsp;&mdash; &lt; &#8217;&#0;&#xD800;&unknown; &amp;</title></item>")

    assert checked(broken).findtext(".//title[2]") is None
    assert checked(broken).findtext(".//item/title") == "AT&T \xa0— < \u2019&unknown; &"
