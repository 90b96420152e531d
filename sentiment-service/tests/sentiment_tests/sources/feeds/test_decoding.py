import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentiment.sources.feeds.decoding import decode

TEXT = "<rss><title>Kursstürze: „Zürich“ €</title></rss>"
RUSSIAN = "<rss><title>Биткоин вырос</title></rss>"


def declared(encoding: str, text: str = TEXT) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?>\n{text}'


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (TEXT.encode(), ""),
        (declared("utf-8").encode(), "text/xml; charset=iso-8859-1"),
        (declared("iso-8859-1").encode(), ""),
        (declared("utf-8").encode("utf-8-sig"), ""),
        (declared("utf-16").encode("utf-16"), ""),
        (declared("utf-16").encode("utf-16-be"), ""),
        (declared("utf-32").encode("utf-32"), ""),
        (declared("windows-1252").encode("cp1252"), ""),
        (declared("iso-8859-1").encode("cp1252"), "text/xml"),
        (TEXT.encode("cp1252"), 'application/rss+xml; charset="windows-1252"'),
        (TEXT.encode("cp1252"), ""),
        (declared("no-such-encoding").encode("cp1252"), "text/xml; charset=also-none"),
    ],
)
def test_a_feed_is_read_whatever_it_says_of_its_encoding(body: bytes, content_type: str) -> None:
    assert decode(body, content_type) == TEXT


@pytest.mark.parametrize("encoding", ["koi8-r", "windows-1251", "iso-8859-5"])
def test_other_alphabets_are_read_as_declared(encoding: str) -> None:
    assert decode(declared(encoding, RUSSIAN).encode(encoding)) == RUSSIAN


def test_one_broken_character_leaves_the_others_as_they_are() -> None:
    assert decode(TEXT.encode().replace(b"rss>", b"rss>\xff", 1)) == TEXT.replace("rss>", "rss>\ufffd", 1)


@pytest.mark.parametrize("encoding", ["utf-7", "punycode", "idna", "hex", "zip", "unicode_escape", "rot13", "../../x"])
def test_what_is_no_encoding_of_feeds_is_not_used(encoding: str) -> None:
    assert decode(declared(encoding, "<rss>+ADw-\\u0041\xff</rss>").encode("latin-1")) == "<rss>+ADw-\\u0041ÿ</rss>"


@given(st.binary(max_size=300), st.text(max_size=60))
def test_no_bytes_are_too_strange_to_be_decoded(body: bytes, content_type: str) -> None:
    text = decode(body, content_type)

    assert "\x00" not in text
    assert text.encode().decode() == text


def test_characters_that_xml_does_not_allow_are_left_out() -> None:
    assert decode(b"<rss>\x00\x08a\x1f\xef\xbf\xbe</rss>") == "<rss>a</rss>"
