"""Answers that were well-formed, with something wrong in a few places. Pure: a seed gives the same ones everywhere."""

import copy
from random import Random
from typing import Any, Final

from drill.fuzz.texts.characters import fuzzed_text

_ENCODINGS: Final = ("utf-16", "utf-16-be", "utf-32", "cp1252", "shift_jis", "koi8-r", "utf-7", "utf-8-sig")
_PIECES: Final = (
    *(b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"\x00", b"\x1a", b"\xef\xbb\xbf"),
    *(b"<", b">", b"&", b"]]>", b"<![CDATA[", b"<!--", b"-->", b"</item>", b"</title>", b"<item>", b"<title/>"),
    *(b"&#0;", b"&#xD800;", b"&#x110000;", b"&#99999999999999999999;", b"&nbsp;", b"&x;", b"&" * 300),
    b'<?xml version="1.1" encoding="utf-7"?>',
    b'<?xml version="1.0" encoding="punycode"?>',
    b'<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;&x;">]>',
    b'<!DOCTYPE a SYSTEM "file:///etc/passwd">',
    b"<!DOCTYPE html><html><head>",
    b'<x xmlns:a="' + b"n" * 3_000 + b'" a:b="c">',
    *(b"<a>" * 3_000, b"<description>" * 90, b"[" * 50_000, b'{"a":' * 5_000, b"(" * 500, b"\\" * 99, b"  " * 5_000),
    *(b'"', b"\\u0000", b"\\ud800", b"\\", b",", b"{", b"}", b"NaN", b"-Infinity", b"1e999", b"9" * 5_000, b"null"),
)
_VALUES: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, -1, 2**31, 2**63, 2**70, -(2**70), 10**4_000, 1.5, 1e308, -0.0),
    *(float("nan"), float("inf"), "", " ", "x", "\x00", "\ud800", "9" * 4_301, "nan", "-1", "1e400", "٣", "²"),
    *("x" * 30_000, "0" * 400, [], [[]], {}, [None], ["en"], {"name": []}, {"": "\ud800"}, [{"a": {"b": [1]}}] * 3),
)
_DEEP: Final = 200
_MOST_REPEATED: Final = 50
_MOST_BYTES: Final = 2_000_000
_MOST_STEPS: Final = 9


def spoilt(random: Random, body: bytes) -> bytes:
    """The body with one or two things wrong; of five bodies three are left as they are."""
    for _ in range(max(0, random.randrange(5) - 2)):
        body = _spoilt_once(random, body)[:_MOST_BYTES]
    return body


def _spoilt_once(random: Random, body: bytes) -> bytes:
    start, end = sorted((random.randrange(len(body) + 1), random.randrange(len(body) + 1)))
    before, between, after = body[:start], body[start:end], body[end:]
    match random.randrange(8):
        case 0:
            between = random.choice(_PIECES) + between
        case 1:
            before = random.choice(_PIECES) + before
        case 2:
            between = random.randbytes(random.randrange(1, 5)) + between[1:]
        case 3:
            between = b""
        case 4:
            between *= random.randrange(2, _MOST_REPEATED)
        case 5:
            between = after = b""
        case 6:
            return body.decode(errors="replace").encode(random.choice(_ENCODINGS), errors="ignore")
        case _:
            between = fuzzed_text(random).encode(errors="surrogatepass")
    return before + between + after


def with_spoilt_values(random: Random, tree: Any) -> Any:
    """A copy of what JSON can hold, with another value, or none, at one to three of its places."""
    tree = copy.deepcopy(tree)
    for _ in range(random.randrange(1, 4)):
        holder, key = _place(random, tree)
        if holder is None:
            return copy.deepcopy(random.choice(_VALUES))
        match random.randrange(8):
            case 0:
                del holder[key]
            case 1:
                holder[key] = _nested(holder[key])
            case 2:
                holder[key] = [holder[key]] * random.randrange(_MOST_REPEATED)
            case _:
                holder[key] = copy.deepcopy(random.choice(_VALUES))
    return tree


def _place(random: Random, tree: Any) -> tuple[Any, Any]:
    """A list or an object somewhere in the tree, and one of its keys; (None, None) where there is none."""
    holder = key = None
    for _ in range(random.randrange(1, _MOST_STEPS)):
        keys = list(tree) if isinstance(tree, dict) else list(range(len(tree))) if isinstance(tree, list) else []
        if not keys:
            break
        holder, key = tree, random.choice(keys)
        tree = holder[key]
    return holder, key


def _nested(value: Any) -> Any:
    for _ in range(_DEEP):
        value = [value]
    return value
