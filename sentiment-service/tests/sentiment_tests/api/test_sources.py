from datetime import datetime, timedelta

from ..aggregates.stage import Stage
from .visitor import Visitor


async def test_each_source_of_the_file_has_its_state_and_its_documents(stage: Stage, visitor: Visitor) -> None:
    await stage.story(0.5, hours=2)
    await stage.story(0.5, hours=30)
    await stage.story(None, state="left_out", reason="language")
    next_at = stage.at + timedelta(minutes=6)
    await stage.heard(state="degraded", reason="answered 403", hours=1, next_attempt_at=next_at)
    await stage.heard("x", "x", state="disabled", reason="no key", last_success_at=None)
    await stage.heard("gone-from-the-file")

    coindesk, bluesky, x = (await visitor.get("/sources"))["items"]

    assert (coindesk["source"], coindesk["kind"], coindesk["kind_of_document"]) == ("coindesk", "rss", "news")
    assert (coindesk["state"], coindesk["reason"], coindesk["weight"]) == ("degraded", "answered 403", "2.0000")
    assert (coindesk["documents_24h"], coindesk["left_out_24h"]) == (1, {"language": 1})
    times = [datetime.fromisoformat(coindesk[name]) for name in ("last_success_at", "next_attempt_at")]
    assert times == [stage.ago(1), next_at]
    assert (bluesky["state"], bluesky["reason"], bluesky["documents_24h"]) == ("degraded", "not asked yet", 0)
    assert (x["state"], x["reason"], x["last_success_at"]) == ("disabled", "no key", None)
