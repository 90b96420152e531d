from hypothesis import given
from hypothesis import strategies as st
from sentiment.texts.plain_text import plain


def test_markup_and_scripts_are_gone_and_blocks_stay_apart() -> None:
    text = '<p>Bitcoin <b>rises</b></p><p>again<br>and again</p><script>alert("x")</script><style>p {}</style>'

    assert plain(text, 100) == "Bitcoin rises again and again"


def test_entities_are_decoded_once() -> None:
    assert plain("AT&amp;T &lt;3 Bitcoin", 100) == "AT&T <3 Bitcoin"
    assert plain("&amp;lt;script&amp;gt;", 100) == "&lt;script&gt;"


def test_a_price_below_a_number_is_no_markup() -> None:
    assert plain("BTC < $50k, ETH > $3k", 100) == "BTC < $50k, ETH > $3k"


def test_what_nobody_sees_is_left_out() -> None:
    assert plain("Bit\u200bco\u200din\u202e up\x00\ufeff\ud800", 100) == "Bitcoin up"


def test_joined_emoji_stay_whole() -> None:
    assert plain("dev 👩‍💻 ships", 100) == "dev 👩‍💻 ships"


def test_tags_nested_by_thousands_cost_no_more_than_text() -> None:
    """The parser alone takes ten seconds for such a body, which a time limit of the suite would show."""
    hostile = "".join(f"<p><font size={number}>" for number in range(10_000))

    assert plain(f"Bitcoin rises{hostile}", 20_000) == "Bitcoin rises"


def test_what_stands_behind_hundreds_of_tags_that_hide_from_the_rules_is_left_out() -> None:
    hidden = "<font size='<'>x" * 1_000

    assert plain(f"Bitcoin <b title='a < b'>rises</b>{hidden}end", 20_000).startswith("Bitcoin risesxxx")
    assert not plain(f"{hidden}end", 20_000).endswith("end")


def test_a_tag_that_only_comes_about_when_another_is_taken_out_is_none_in_the_end() -> None:
    assert plain("Up <scr<b>ipt>alert(1)</scr<b>ipt> again", 100) == "Up again"


def test_a_huge_title_is_cut() -> None:
    assert plain("ab " * 400_000, 50) == ("ab " * 20)[:50].rstrip()


@given(st.text(st.characters(), max_size=300), st.integers(1, 200))
def test_any_text_becomes_one_bounded_line(text: str, most: int) -> None:
    line = plain(text, most)

    assert len(line) <= most
    assert line == " ".join(line.split())
    line.encode()
