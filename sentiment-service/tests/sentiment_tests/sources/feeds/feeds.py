"""Feeds written for tests, in the manner of real ones."""

from xml.sax.saxutils import escape

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0">
  <channel>
    <title>Chain Courier</title>
    <link>https://news.example/</link>
    <language>en-US</language>
    <item>
      <title><![CDATA[Exchange <b>halts</b> withdrawals &amp; asks for patience]]></title>
      <link><![CDATA[https://news.example/2026/exchange-halts?utm_source=rss&a=1]]></link>
      <guid isPermaLink="false">7f1c-0001</guid>
      <pubDate>Mon, 30 Nov 2026 09:30:00 +0100</pubDate>
      <description><![CDATA[<p>Users wait for their <i>bitcoin</i>.</p>]]></description>
      <dc:creator>Ada Writer</dc:creator>
      <dc:creator>Ben Editor</dc:creator>
      <content:encoded/>
      <dc:description/>
    </item>
    <item>
      <title>Ether rises</title>
      <link>https://news.example/2026/ether-rises</link>
      <guid>https://news.example/?p=2</guid>
      <description><![CDATA[<img src="https://news.example/a.png">]]></description>
      <content:encoded><![CDATA[<p>The price rose by 4&nbsp;%.</p>]]></content:encoded>
    </item>
  </channel>
</rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de">
  <title>Kettenkurier</title>
  <entry>
    <id>urn:uuid:1</id>
    <title type="html">Kurs &amp;amp; Markt</title>
    <link rel="alternate" href="/2026/kurs"/>
    <author><name>Carla</name></author>
    <updated>2026-11-30T08:00:00Z</updated>
    <summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Der <b>Kurs</b> steigt.</div></summary>
  </entry>
</feed>"""


def item(title: str = "A title", guid: str = "", link: str = "", description: str = "", date: str = "") -> str:
    parts = {"title": title, "guid": guid, "link": link, "description": description, "pubDate": date}
    return "<item>" + "".join(f"<{name}>{escape(text)}</{name}>" for name, text in parts.items() if text) + "</item>"


def rss(*items: str, before: str = "") -> str:
    return f'{before}<rss version="2.0"><channel><title>Chain Courier</title>{"".join(items)}</channel></rss>'
