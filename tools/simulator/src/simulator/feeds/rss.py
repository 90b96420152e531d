"""Feeds as XML: RSS 2.0 and Atom, with the ways of each site. No I/O and no clock."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from html import escape
from typing import Final
from zlib import crc32

from simulator.feeds.newsroom import SECOND_US, Item
from simulator.feeds.sites import Site

_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RSS_HEAD: Final = (
    '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
)


@dataclass(frozen=True, slots=True)
class Feed:
    """What is answered: encoded, with the time of its newest change (whole seconds since 1970)."""

    body: bytes
    content_type: str
    changed: int


def feed_of(site: Site, items: Sequence[Item], base: str) -> Feed:
    """The feed of a site; `items` newest first, `base` is the server's address without a slash at its end."""
    changed = max((item.changed_us for item in items), default=0) // SECOND_US
    text = _atom(site, items, base, changed) if site.format == "atom" else _rss(site, items, base, changed)
    head = f'<?xml version="1.0" encoding="{site.charset}"?>\n'
    kind = "atom" if site.format == "atom" else "rss"
    return Feed((head + text).encode(site.charset, "xmlcharrefreplace"), f"application/{kind}+xml", changed)


def path_of(item: Item) -> str:
    """Where the item's article is."""
    return f"/feeds/articles/{item.item_id}"


def link_of(item: Item, base: str) -> str:
    return f"{base}{path_of(item)}{item.site.link_query}"


def guid_of(item: Item, base: str) -> str | None:
    """The item's own id as its site gives it, None where the site gives none."""
    kind = item.site.guid
    if kind == "none":
        return None
    if kind == "link":
        return link_of(item, base)
    if kind == "number":
        return f"https://{item.site.name}.invalid/?p={crc32(item.item_id.encode())}"
    edition = f"{item.item_id}-{item.edited_us}" if kind == "renewed" and item.edited_us else item.item_id
    return str(uuid.uuid5(uuid.NAMESPACE_URL, edition))


def _rss(site: Site, items: Sequence[Item], base: str, changed: int) -> str:
    lines = [
        _RSS_HEAD,
        f"<title>{_text(site.title)}</title><link>{base}/feeds/{site.name}</link>",
        f'<atom:link rel="self" type="application/rss+xml" href="{base}/feeds/{site.name}/rss.xml"/>',
        f"<description>{_text(site.title)}: made-up news of the simulator</description>",
        f"<language>en</language><lastBuildDate>{_rfc822(changed, site)}</lastBuildDate><ttl>1</ttl>",
        *(_rss_item(site, item, base) for item in items),
        "</channel></rss>\n",
    ]
    return "\n".join(lines)


def _rss_item(site: Site, item: Item, base: str) -> str:
    text = _cdata if site.cdata else _text
    guid = guid_of(item, base)
    parts = [f"<title>{text(item.title)}</title>", f"<link>{_text(link_of(item, base))}</link>"]
    if guid is not None:
        parts.append(f'<guid isPermaLink="{str(site.guid == "link").lower()}">{_text(guid)}</guid>')
    parts.append(f"<pubDate>{_rfc822(item.published_us // SECOND_US, site)}</pubDate>")
    # As real ones: some sites send HTML, which is text within XML and so is escaped once more.
    parts.append(f"<description>{text(_paragraph(item.summary) if site.cdata else item.summary)}</description>")
    parts.append(f"<dc:creator>{_text(_author(item))}</dc:creator>")
    parts.extend(f"<category>{_text(coin)}</category>" for coin in item.coins)
    return f"<item>{''.join(parts)}</item>"


def _atom(site: Site, items: Sequence[Item], base: str, changed: int) -> str:
    lines = [
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
        f"<title>{_text(site.title)}</title><id>{base}/feeds/{site.name}</id>",
        f'<link rel="self" href="{base}/feeds/{site.name}/rss.xml"/><updated>{_rfc3339(changed)}</updated>',
        *(_atom_entry(item, base) for item in items),
        "</feed>\n",
    ]
    return "\n".join(lines)


def _atom_entry(item: Item, base: str) -> str:
    link = _text(link_of(item, base))
    return (
        f'<entry><id>{_text(guid_of(item, base) or link)}</id><title type="html">{_text(item.title)}</title>'
        f'<link rel="alternate" href="{link}"/>'
        f"<published>{_rfc3339(item.published_us // SECOND_US)}</published>"
        f"<updated>{_rfc3339(item.changed_us // SECOND_US)}</updated>"
        f"<author><name>{_text(_author(item))}</name></author>"
        f'<summary type="html">{_text(item.summary)}</summary></entry>'
    )


def _author(item: Item) -> str:
    return f"{item.site.title} Staff"


def _paragraph(summary: str) -> str:
    return f"<p>{escape(summary, quote=False)}</p>" if summary else ""


def _text(text: str) -> str:
    return escape(_NOT_IN_XML.sub("\ufffd", text))


def _cdata(text: str) -> str:
    return f"<![CDATA[{_NOT_IN_XML.sub(chr(0xFFFD), text).replace(']]>', ']]]]><![CDATA[>')}]]>"


def _rfc822(seconds: int, site: Site) -> str:
    zone = timezone(timedelta(hours=site.hours_east)) if site.hours_east else UTC
    return format_datetime(datetime.fromtimestamp(seconds, zone))


def _rfc3339(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
