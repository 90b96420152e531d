"""Makes the runners of the sources that a file defines, each of its kind, with its key if there is one."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from pydantic import SecretStr
from shared.http.outgoing.target import Targets

from sentiment.settings import Settings
from sentiment.sources.definition import SourceDefinition, SourceKind, SourcesFileError
from sentiment.sources.fear_greed import FearGreed
from sentiment.sources.jetstream import Jetstream
from sentiment.sources.keyed.coindesk import CoinDesk
from sentiment.sources.keyed.cryptocompare import CryptoCompare
from sentiment.sources.keyed.newsapi import NewsApi
from sentiment.sources.keyed.reddit import Reddit
from sentiment.sources.keyed.x import X
from sentiment.sources.rss import Rss
from sentiment.sources.runner import SourceRunner, Store
from sentiment.sources.source import Source
from sentiment.sources.web.client import WebClient

_KEY_SETTINGS: Final = (
    "coindesk_key",
    "cryptocompare_key",
    "newsapi_key",
    "x_bearer_token",
    "reddit_client_id",
    "reddit_client_secret",
)


@dataclass(frozen=True, slots=True)
class Needs:
    """What sources are made with. `keys`: each setting that may hold a key, '' where it holds none."""

    web: WebClient
    targets: Targets
    now: Callable[[], datetime]
    keys: Mapping[str, str] = field(repr=False)
    x_posts_per_day: int


def keys_of(settings: Settings) -> dict[str, str]:
    """The settings that may hold a source's key."""
    secrets: dict[str, SecretStr | None] = {name: getattr(settings, name) for name in _KEY_SETTINGS}
    return {name: secret.get_secret_value().strip() if secret else "" for name, secret in secrets.items()}


def make_runners(definitions: Iterable[SourceDefinition], needs: Needs, store: Store) -> list[SourceRunner]:
    """Make all of them; one without its key only says so.

    Raises:
        SourcesFileError: a `key_setting` names no setting for keys.
    """
    return [SourceRunner(one, make_source(one, needs), store, needs.now) for one in definitions]


def make_source(definition: SourceDefinition, needs: Needs) -> Source | None:
    """Make one source; None where its key is missing.

    Raises:
        SourcesFileError: as above.
    """
    keys = _keys(definition, needs.keys)
    return _MAKERS[definition.kind](definition, needs, keys) if all(keys) else None


def _keys(definition: SourceDefinition, keys: Mapping[str, str]) -> list[str]:
    for name in definition.key_setting:
        if name not in keys:
            raise SourcesFileError(f"source {definition.name}: key_setting: no setting {name!r}; {', '.join(keys)}")
    return [keys[name] for name in definition.key_setting]


_MAKERS: Final[Mapping[SourceKind, Callable[[SourceDefinition, Needs, list[str]], Source]]] = {
    SourceKind.RSS: lambda one, needs, _: Rss(one, needs.web, needs.now),
    SourceKind.FEAR_GREED: lambda one, needs, _: FearGreed(one, needs.web, needs.now),
    SourceKind.JETSTREAM: lambda one, needs, _: Jetstream(one, needs.targets, needs.now),
    SourceKind.COINDESK: lambda one, needs, keys: CoinDesk(one, needs.web, needs.now, *keys),
    SourceKind.CRYPTOCOMPARE: lambda one, needs, keys: CryptoCompare(one, needs.web, needs.now, *keys),
    SourceKind.NEWSAPI: lambda one, needs, keys: NewsApi(one, needs.web, needs.now, *keys),
    SourceKind.X: lambda one, needs, keys: X(one, needs.web, needs.now, keys[0], needs.x_posts_per_day),
    SourceKind.REDDIT: lambda one, needs, keys: Reddit(one, needs.web, needs.now, *keys),
}
