"""Feeds as honest sites have them, with fuzzed texts in them. Pure: a seed gives the same ones everywhere."""

from random import Random
from typing import Final
from xml.sax.saxutils import escape

from drill.fuzz.texts.characters import DATES, fuzzed_link, fuzzed_text

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>'
_NAMESPACES: Final = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"'
)


def fuzzed_feed(random: Random) -> bytes:
    """A feed of up to five items, in one of the three forms that there are."""
    text = random.choice((_rss, _atom, _rdf))(random)
    return text.encode(errors="surrogatepass")


def _rss(random: Random) -> str:
    items = "".join(f"<item>{_rss_item(random)}</item>" for _ in range(random.randrange(1, 6)))
    channel = f"<title>Courier</title><link>https://news.example/</link><language>en</language>{items}"
    return f'{_HEAD}<rss {_NAMESPACES} version="2.0"><channel>{channel}</channel></rss>'


def _rdf(random: Random) -> str:
    items = "".join(f"<item>{_rss_item(random)}</item>" for _ in range(random.randrange(1, 6)))
    spaces = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
    return f"{_HEAD}<rdf:RDF {spaces} {_NAMESPACES}><channel><title>C</title></channel>{items}</rdf:RDF>"


def _rss_item(random: Random) -> str:
    fields = {
        "title": _in_xml(random, fuzzed_text(random)),
        "link": _in_xml(random, fuzzed_link(random)),
        "guid": _in_xml(random, random.choice((fuzzed_link(random), fuzzed_text(random), "1"))),
        "pubDate": _in_xml(random, random.choice((*DATES, fuzzed_text(random)))),
        "description": _in_xml(random, f"<p>{fuzzed_text(random)}</p>"),
        "content:encoded": _in_xml(random, fuzzed_text(random)),
        "dc:creator": _in_xml(random, fuzzed_text(random)),
        "media:title": _in_xml(random, fuzzed_text(random)),
    }
    chosen = random.sample(sorted(fields), random.randrange(2, len(fields) + 1))
    return "".join(f"<{name}>{fields[name]}</{name}>" for name in dict.fromkeys(("title", *chosen)))


def _atom(random: Random) -> str:
    entries = "".join(_atom_entry(random) for _ in range(random.randrange(1, 6)))
    return f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Kurier</title>{entries}</feed>'


def _atom_entry(random: Random) -> str:
    kind = random.choice(("html", "text", "xhtml"))
    text = _in_xml(random, fuzzed_text(random))
    body = f'<div xmlns="http://www.w3.org/1999/xhtml">{text}<b>{text}</b></div>' if kind == "xhtml" else text
    return (
        f"<entry><id>{_in_xml(random, fuzzed_link(random))}</id><title type='{kind}'>{body}</title>"
        f'<link rel="alternate" href="{escape(fuzzed_link(random), {chr(34): "&quot;"})}"/>'
        f"<author><name>{_in_xml(random, fuzzed_text(random))}</name></author>"
        f"<updated>{random.choice(DATES)}</updated><summary type='{kind}'>{body}</summary></entry>"
    )


def _in_xml(random: Random, text: str) -> str:
    """As XML wants it, twice escaped, as it is between marks for that, or, rarely, just as it is."""
    match random.randrange(12):
        case 0:
            return text
        case 1 | 2 | 3:
            return escape(escape(text))
        case 4 | 5 | 6:
            return f"<![CDATA[{text.replace(']]>', '')}]]>"
        case _:
            return escape(text)
