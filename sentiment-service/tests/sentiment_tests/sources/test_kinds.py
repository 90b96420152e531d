import pytest
from sentiment.settings import Settings
from sentiment.sources.definition import SourceKind, SourcesFileError, parse_sources, read_sources
from sentiment.sources.kinds import Needs, keys_of, make_runners, make_source
from sentiment.sources.source import PolledSource, StreamedSource

from .surroundings import KEY, MemoryStore, defined, local, now, web_client


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("DEPLOYMENT", "local")
    monkeypatch.setenv("COINDESK_KEY", f" {KEY}\n")
    return Settings()


async def test_every_source_of_the_shipped_list_can_be_made(settings: Settings) -> None:
    async with web_client() as web:
        needs = Needs(web, local(), now, dict.fromkeys(keys_of(settings), KEY), 2_000)
        definitions = read_sources(settings.sentiment_sources)
        runners = make_runners(definitions, needs, MemoryStore())

        assert [runner.name for runner in runners] == [f"source {one.name}" for one in definitions]
        for one in definitions:
            kind = StreamedSource if one.kind is SourceKind.JETSTREAM else PolledSource
            assert isinstance(make_source(one, needs), kind)


async def test_a_source_is_made_only_with_all_of_its_keys(settings: Settings) -> None:
    async with web_client() as web:
        keys = keys_of(settings)
        needs = Needs(web, local(), now, {**keys, "reddit_client_id": KEY}, 2_000)

        assert keys["coindesk_key"] == KEY
        assert make_source(defined(SourceKind.COINDESK, "https://api.example/"), needs) is not None
        assert make_source(defined(SourceKind.NEWSAPI, "https://api.example/"), needs) is None
        assert make_source(defined(SourceKind.REDDIT, "https://api.example/"), needs) is None
        assert KEY not in repr(needs)


async def test_a_setting_that_holds_no_key_of_a_source_is_refused(settings: Settings) -> None:
    table = '[[source]]\nname = "one"\nkind = "x"\nurl = "https://api.example/"\nkey_setting = "database_url"'
    async with web_client() as web:
        needs = Needs(web, local(), now, keys_of(settings), 2_000)
        with pytest.raises(SourcesFileError, match="source one: key_setting: no setting 'database_url'"):
            make_source(parse_sources(table)[0], needs)
