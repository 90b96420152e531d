"""The bytes of a feed as text, whatever they say of their encoding. No I/O."""

import codecs
import re
from collections.abc import Iterator
from typing import Final

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark its own begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_DECLARATION: Final = re.compile(r"<\?xml\s[^<>]{0,500}\?>")
_DECLARED: Final = re.compile(rb"<\?xml\s[^<>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9._:-]{1,40})")
_CHARSET: Final = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
# Python knows many more, some of which are no encodings of text, or slow (punycode), or hide markup (utf-7).
_KNOWN: Final = re.compile(
    r"ascii|utf-(?:8|16|32)(?:-[bl]e)?|iso8859-\d+|cp125\d|cp(?:866|874|932|949|950)|koi8-[ru]|mac-roman|tis-620"
    r"|gb2312|gbk|gb18030|big5|big5hkscs|shift_jis|euc_jp|euc_kr|iso2022_jp"
)
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LAST: Final = "cp1252"
_LOOKED_AT: Final = 300


def decode(body: bytes, content_type: str = "") -> str:
    """A feed's text, without its XML declaration and without characters that XML does not allow.

    A mark at the beginning decides; then what is valid UTF-8 is UTF-8 (nothing else looks like it by chance), whatever
    else is declared; then the declaration, then the header; at last what browsers take.
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return _clean(body.decode(encoding, errors="replace"))
    for encoding in _candidates(body, content_type):
        try:
            return _clean(body.decode(encoding))
        except UnicodeError:
            continue
    return _clean(_with_gaps(body))


def _with_gaps(body: bytes) -> str:
    """A text that is not valid in any encoding that it names: UTF-8 with a few broken characters, or something else."""
    text = body.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    whole = len(text) - len(text.encode("ascii", errors="ignore")) - broken
    return text if broken <= whole else body.decode(_LAST, errors="replace")


def _candidates(body: bytes, content_type: str) -> Iterator[str]:
    yield "utf-8"
    declared, charset = _DECLARED.search(body[:_LOOKED_AT]), _CHARSET.search(content_type[:_LOOKED_AT])
    for name in (declared[1].decode() if declared else "", charset[1] if charset else ""):
        try:
            known = codecs.lookup(name).name
        except LookupError:
            continue
        if _KNOWN.fullmatch(known):
            # What calls itself Latin-1 is mostly Windows-1252, which has letters where Latin-1 has control characters.
            yield _LAST if known == "iso8859-1" else known


def _clean(text: str) -> str:
    text = _ILLEGAL.sub("", text.removeprefix("\ufeff")).strip()
    declaration = _DECLARATION.match(text)
    return text[declaration.end() :].lstrip() if declaration else text
