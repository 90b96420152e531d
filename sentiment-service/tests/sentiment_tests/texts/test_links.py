import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentiment.texts.links import canonical_url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://News.Example/a?utm_source=rss&id=7#top", "https://news.example/a?id=7"),
        ("HTTPS://news.example:443/a/?fbclid=1", "https://news.example/a/"),
        ("http://news.example:8080/a?b=2&a=1", "http://news.example:8080/a?a=1&b=2"),
        ("https://someone:secret@news.example/a", "https://news.example/a"),
        ("https://[2001:db8::1]/a", "https://[2001:db8::1]/a"),
        ("https://b\u00fccher.example/\u00e4", "https://xn--bcher-kva.example/%C3%A4"),
    ],
)
def test_a_link_has_one_form(url: str, expected: str) -> None:
    assert canonical_url(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "news.example/a",
        "https://",
        "http://[",
        "ftp://a.example",
        "https://a b.example/",
        "https://news\u202e.example/",
        "https://a\x00.example/",
        "https://a..example/",
        "https://news.example/\ud800",
        "https://news.example:99999/",
    ],
)
def test_what_is_no_address_of_the_web_is_none(url: str) -> None:
    assert canonical_url(url) is None


@given(st.text(max_size=200))
def test_the_form_of_a_form_is_itself(text: str) -> None:
    once = canonical_url(f"https://news.example/{text}")

    assert once is None or canonical_url(once) == once
