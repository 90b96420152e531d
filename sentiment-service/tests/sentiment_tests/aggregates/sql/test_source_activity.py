from datetime import timedelta

from sentiment.aggregates.sql.source_activity import fetch_given, fetch_heard_at, fetch_states

from ..stage import Stage


async def test_the_index_is_no_source_of_texts(stage: Stage) -> None:
    await stage.heard("coindesk", hours=3)
    await stage.heard("bluesky", "jetstream", hours=2)
    await stage.heard("fear_greed", "fear_greed", hours=0)

    async with stage.engine.connect() as conn:
        assert await fetch_heard_at(conn) == stage.ago(2)


async def test_before_any_source_has_answered_nothing_was_heard(stage: Stage) -> None:
    await stage.heard(last_success_at=None)

    async with stage.engine.connect() as conn:
        assert await fetch_heard_at(conn) is None


async def test_documents_are_counted_by_source_and_what_is_left_out_by_reason(stage: Stage) -> None:
    await stage.story(0.5)
    await stage.story(None, hours=2)
    await stage.story(0.5, hours=30)
    await stage.story(None, source="decrypt", state="left_out", reason="language")
    await stage.story(None, source="decrypt", state="deleted")

    async with stage.engine.connect() as conn:
        given = await fetch_given(conn, stage.at - timedelta(days=1))

    newest = stage.ago(1) + timedelta(seconds=5)
    assert given == {"coindesk": (2, newest, {}), "decrypt": (0, newest, {"language": 1})}


async def test_each_source_has_its_state(stage: Stage) -> None:
    await stage.heard("x", "x", state="disabled", reason="no key", last_success_at=None)

    async with stage.engine.connect() as conn:
        assert await fetch_states(conn) == {"x": ("disabled", "no key", None, None)}
