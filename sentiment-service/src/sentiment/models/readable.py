"""A text as a tokenizer should see it: cut, without web addresses, without what broken feeds do to quotes. No I/O."""

import html
import re
from typing import Final

MOST_CHARACTERS: Final = 4_000
"""More than 128 tokens hold, of any text that has words."""
# Windows-1252 read as Latin-1: quotes and dashes become control characters, which tokenizers drop ("Bitcoins price").
_QUOTES: Final = str.maketrans("\x91\x92\x93\x94\x96\x97", "''\"\"--")


# A shortened address is a fifth of a post's tokens and says nothing; that there is one does say something.
_ADDRESS: Final = re.compile(r"https?://\S+")
_IN_ITS_PLACE: Final = "http"


def readable(text: str) -> str:
    """Return what is read of the text; halves of characters, which no tokenizer takes, become question marks."""
    text = html.unescape(text[:MOST_CHARACTERS])
    if not text.isascii():
        text = text.translate(_QUOTES).encode(errors="replace").decode()
    return _ADDRESS.sub(_IN_ITS_PLACE, text) if "://" in text else text
