"""The list of sources that points at this server: a file for SENTIMENT_SOURCES. Pure."""

from typing import Final

from simulator.feeds.sites import SITES

FEAR_GREED: Final = "fear-greed"
JETSTREAM: Final = "jetstream"
SOURCES: Final = (*SITES, FEAR_GREED, JETSTREAM)
"""The names by which control and faults know the feeds."""
_HEAD: Final = "# Made by the simulator: its own feeds, for a machine without a network. Asking again gives it anew.\n"


def source_list(base: str) -> str:
    """The TOML text; `base` is the server's address, `http://…` without a slash at its end."""
    tables = [
        _table(site.name, "rss", f"{base}/feeds/{site.name}/rss.xml", site.every, site.trust) for site in SITES.values()
    ]
    stream = f"{base.replace('http', 'ws', 1)}/feeds/jetstream/subscribe"
    tables.append(_table(JETSTREAM, "jetstream", stream, "1m", 0.3))
    tables.append(_table(FEAR_GREED, "fear_greed", f"{base}/feeds/{FEAR_GREED}", "10m", 1.0))
    return _HEAD + "".join(tables)


def _table(name: str, kind: str, url: str, every: str, weight: float) -> str:
    return f'\n[[source]]\nname = "{name}"\nkind = "{kind}"\nurl = "{url}"\nevery = "{every}"\nweight = {weight}\n'
