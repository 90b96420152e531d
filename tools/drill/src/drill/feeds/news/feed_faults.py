"""Feeds that are refused, moved, broken or built to do harm: each says why, and the others go on."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

import httpx

from drill.checks.documents import are_stored, is_stored
from drill.feeds.news.press import JETSTREAM, SITES, Press
from drill.platform import DrillError, Platform, wait

_SHOWN_AS: Final = {
    "401": "answered 401",
    "403": "answered 403",
    "html": "HTML instead of a feed",
    "error_body": "JSON instead of a feed",
    "slow": "no answer within 10 s",
    "moved": "moved to ",
    "broken_xml": "XML that is broken",
    "bomb": "entities of its own",
    "endless": "too large",
}
"""What the reason of a source holds, by fault."""
_HEALTHY: Final = ("moved",)
"""A feed that has moved is read where it is now, and only says so."""
_ROUNDS: Final[tuple[Mapping[str, str], ...]] = (
    dict(zip(SITES, ("401", "403", "html", "error_body", "slow"), strict=False)),
    dict(zip((*SITES[4:], JETSTREAM), ("endless", "bomb", "broken_xml", "moved", "403"), strict=True)),
)
_LASTS: Final = 600
"""Seconds; it is ended before."""
# A site is asked every fifteen seconds, with the slow one's time limit and the machine's other work.
_SHOWN_WITHIN: Final = 60
# After some failures a site is left alone for two minutes.
_BACK_WITHIN: Final = 180


def sources(platform: Platform) -> dict[str, dict[str, Any]]:
    return {one["source"]: one for one in platform.get("/api/sentiment/sources")["items"]}


def all_well(platform: Platform) -> bool:
    try:
        found = sources(platform)
    except httpx.HTTPError:
        return False
    return all((one["state"], one["reason"]) == ("ok", None) for one in found.values())


def feed_faults(platform: Platform, press: Press) -> Iterator[str]:
    for faults in _ROUNDS:
        yield _at_once(platform, press, faults)


def _at_once(platform: Platform, press: Press, faults: Mapping[str, str]) -> str:
    """Several sources with a fault each. What they publish meanwhile comes as soon as they are well again."""
    ids = [
        platform.control("/feed-faults", {"site": site, "fault": fault, "seconds": _LASTS})["id"]
        for site, fault in faults.items()
    ]
    for site, fault in faults.items():
        wait(partial(_is_shown, platform, site, fault), f"{site} {fault} shown as {_SHOWN_AS[fault]!r}", _SHOWN_WITHIN)
    _check_others(platform, press, faults)
    hidden = press.tell(*list(faults)[:2])
    for fault_id in ids:
        platform.control(f"/feed-faults/{fault_id}", method="DELETE")
    back = wait(lambda: all_well(platform), f"{', '.join(faults)} well again", _BACK_WITHIN, every=1)
    wait(lambda: are_stored(platform, hidden.titles), "what they published meanwhile stored", _SHOWN_WITHIN, every=1)
    listed = ", ".join(f"{site} {fault}" for site, fault in faults.items())
    return f"{listed}: each shown with its reason, the others went on, all well {back:.0f} s after it"


def _is_shown(platform: Platform, site: str, fault: str) -> bool:
    found = sources(platform)[site]
    state = "ok" if fault in _HEALTHY else "degraded"
    return found["state"] == state and _SHOWN_AS[fault] in (found["reason"] or "")


def _check_others(platform: Platform, press: Press, faults: Mapping[str, str]) -> None:
    """What others publish while these have their faults is stored, and none of them is degraded."""
    one, other, *_ = (site for site in SITES if site not in faults)
    told = press.tell(one, other)
    post = None if JETSTREAM in faults else press.post()
    wait(lambda: are_stored(platform, told.titles), f"the story of {one} and {other} stored", _SHOWN_WITHIN, every=1)
    if post is not None:
        wait(lambda: is_stored(platform, post), "a post stored", _SHOWN_WITHIN, every=1)
    ill = [name for name, found in sources(platform).items() if name not in faults and found["state"] != "ok"]
    if ill:
        raise DrillError(f"faults of {', '.join(faults)} took {', '.join(ill)} with them")
