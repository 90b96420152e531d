"""Texts made of what readers of texts have stumbled over. Pure: a seed gives the same ones everywhere."""

from random import Random
from typing import Final

_WORDS: Final = """
    Bitcoin bitcoin BTC $BTC #BTC ether ETH/USDT Solana SOL near NEAR Protocol dot link XRP rises falls surges -4.2% +5%
    $3,200.50 1.5M after hack averted not never very but least its price Fed says exchange halts withdrawals. outflows;
    record high? crypto stablecoin the of and in to a it's (ETF) \u2018rally\u2019 \u201cfear\u201d don't
""".split()  # noqa: SIM905 - a list of sixty lines says no more
# Each is also repeated up to a million times: what looks for its end, or back to its beginning, takes long then.
PIECES: Final = (
    *("a", "aA", "a ", "A b ", "x" * 50 + " ", " ", "\t\n", "\n", "\xa0", "\x85", "\u2028"),
    *("<", "<a", "<a ", "<p", "<p>", "<div>", "<ul><li>", "<b><i>", "</p>", "<!--", "-->", "<script>", "<style>"),
    *("<![CDATA[", "]]>", "<?xml", "<a href='", '<a b="', "<svg><mi>", "<table><tr>", "<title>", "<textarea>"),
    *("&", "&amp;", "&amp;amp;", "&#", "&#x1;", "&#x110000;", "&#99999999999;", "&lt;", "&nosuch;", "&NotEqualTilde;"),
    *("\U0001f600", "\U0001f469\u200d\U0001f680", "\U0001f1e9\U0001f1ea", "\u2764\ufe0f", "☃", "\U000e0041"),
    *("\u202e", "\u200f", "\u2066", "\u200b", "\u200d", "a\u200d", "\ufeff", "\u00ad", "\u2060", "\u034f"),
    *("\u0301", "e\u0301", "\u20dd", "Z\u0351\u036b\u0343", "ﷺ", "ﬃ", "İ", "ß", "ǅ", "\u1e9e", "\u0131", "\u212a"),
    *("中", "ビットコイン", "한국", "ก", "\u0627", "עברית", "हि", "\U00020000", "Ωμέγα", "Биткоин"),
    *("\x00", "\x01", "\x1b[31m", "\x7f", "\x92", "\ud800", "\udc00", "\udfff\ud800", "\ufffe", "\uffff", "\ufffd"),
    *(".", "...", "a.", ". A", "!", "?!", ",", "a,", "1,", "1.", ";", " ; ", "|", " | ", "—", "-", "a-", "/", "a/"),
    *("(", "((", "[", ")", '"', "'", "'s", "\u2019s", "“", "«", "=", "%", "5% ", "+1%", "$", "$1", "#", "@", "@a", "_"),
    *(
        "http://",
        "https://",
        "://",
        "a://b ",
        "http://a.b ",
        "a.com ",
        "com.",
        "a@b.c ",
        "bob.eth ",
        "\\",
        "..",
        "/../",
    ),
    *("?", "&a=b", "utm_source=a&", "ref=&", "%2", "%41", "%", "#a"),
    *("BTC ", "$BTC", "#BTC", "BTC,", "ETH/BTC ", "BTC -0.4 ETH -1.1 ", "bitcoin ", "Near Op Link ", "near "),
    *(
        "Bitcoin, ether and solana ",
        "Bitcoin. It is ",
        "but bitcoin, ",
        "Bitcoin was at to under ",
        "any more bitcoin ",
    ),
    *("up ", "no ", "not ", "never so ", "very ", "least ", "averts hack ", "surged ", "sses ", "ational ", "yyy "),
    *("{", "[", "\\u0000", "\\ud800", "{{7*7}}", "%s%n", "'; DROP TABLE documents;--", "../../etc/passwd", "NaN"),
)
DATES: Final = (
    "Mon, 30 Nov 2026 09:30:00 +0100",
    "2026-11-30T09:30:00Z",
    "30 Nov 26 09:30 EST",
    "2026-W49-1T09",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "Mon, 99 Nov 99999 99:99:99 +9999",
    "2026年11月30日",
    "1e9",
    "nan",
    "-inf",
    "",
)
_RANGES: Final = ((0, 0x80), (0x80, 0x250), (0x250, 0x3000), (0x3000, 0xE000), (0xD800, 0xE000), (0xE000, 0x110000))
_LONGEST: Final = 1_500
_ONE_IN: Final = 300
_MUCH_LONGER: Final = 100_000
"""One text in so many is so long."""


def fuzzed_text(random: Random) -> str:
    """A headline with something strange in it, or nothing but strange things; mostly short."""
    match random.randrange(5):
        case 0:
            return " ".join(random.choices(_WORDS, k=random.randrange(1, 30)))
        case 1:
            return "".join(random.choices((*_WORDS, *PIECES, " ", " "), k=random.randrange(60)))
        case 2:
            return repeated(
                pattern(random), _MUCH_LONGER if not random.randrange(_ONE_IN) else random.randrange(_LONGEST)
            )
        case 3:
            low, high = random.choice(_RANGES)
            return "".join(chr(random.randrange(low, high)) for _ in range(random.randrange(200)))
        case _:
            return _with_pieces(random, random.choices(_WORDS, k=random.randrange(3, 40)))


def fuzzed_link(random: Random) -> str:
    """A link that leads somewhere, or what stands in its place."""
    return random.choice(
        (
            f"https://news.example/{random.randrange(50)}?utm_source=a&b={random.randrange(5)}",
            f"https://news.example/{fuzzed_text(random)[:100]}",
            fuzzed_text(random)[:3_000],
            "javascript:alert(1)",
            f"http://[{random.randrange(9)}::1",
            "//news.example:99999999/",
        )
    )


def pattern(random: Random) -> str:
    """What is to be repeated: a piece or a word, or a few."""
    return "".join(random.choices((*PIECES, *_WORDS), k=random.randrange(1, 5)))


def repeated(piece: str, length: int) -> str:
    """A piece again and again, cut to so many characters."""
    return (piece * (length // len(piece) + 1))[:length]


def _with_pieces(random: Random, words: list[str]) -> str:
    """In, between and instead of the words."""
    for _ in range(random.randrange(1, 6)):
        at, piece = random.randrange(len(words)), random.choice(PIECES)
        cut = random.randrange(len(words[at]) + 1)
        words[at] = words[at][:cut] + piece + words[at][cut:] if random.random() < 0.7 else piece  # noqa: PLR2004
    return " ".join(words)
