"""What a source is made with, and what stands around it: an address book, a clock, a store in memory."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sentiment.sources.definition import SourceDefinition, SourceKind, parse_sources
from sentiment.sources.fetched import DeletedDocument, FetchedDocument, RemovedAuthor
from sentiment.sources.source import Fetch, Position, SourceState, StateName
from sentiment.sources.web.client import WebClient
from shared.http.outgoing.target import Targets

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
KEY = "s3cret-that-nobody-may-see"
_KEYED = {
    SourceKind.COINDESK: "coindesk_key",
    SourceKind.CRYPTOCOMPARE: "cryptocompare_key",
    SourceKind.NEWSAPI: "newsapi_key",
    SourceKind.X: "x_bearer_token",
    SourceKind.REDDIT: "reddit_client_id reddit_client_secret",
}


def now() -> datetime:
    return NOW


def defined(kind: SourceKind, url: str, *, name: str = "", every: str = "5m", since: str = "") -> SourceDefinition:
    """Define a source as the file would."""
    key = f'key_setting = "{_KEYED[kind]}"' if kind in _KEYED else ""
    key += f"\nsince = {since}" if since else ""
    table = f'[[source]]\nname = "{name or kind}"\nkind = "{kind}"\nurl = "{url}"\nevery = "{every}"\n{key}'
    return parse_sources(table)[0]


@dataclass
class Resolver:
    """`answers`: what each look-up of a name gives, one after the other, the last one again and again."""

    answers: list[Sequence[str]]
    asked: list[str] = field(default_factory=list)

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        del port
        self.asked.append(host)
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if not found:
            raise OSError("no such name")
        return found


def local() -> Targets:
    return Targets(Resolver([["127.0.0.1"]]), allow_local=True)


@asynccontextmanager
async def web_client(targets: Targets | None = None, within_seconds: float = 10) -> AsyncIterator[WebClient]:
    client = WebClient(targets or local(), within_seconds)
    yield client
    await client.close()


@dataclass
class MemoryStore:
    """Keeps what a runner saves. `stored` is what tables would hold: documents by id, without what was deleted."""

    positions: dict[str, Position] = field(default_factory=dict)
    fetches: list[Fetch] = field(default_factory=list)
    stored: dict[str, FetchedDocument] = field(default_factory=dict)
    states: list[tuple[str, SourceState]] = field(default_factory=list)
    failure: Exception | None = None

    async def read_position(self, source: str) -> Position:
        return self.positions.get(source, {})

    async def save(self, source: SourceDefinition, fetch: Fetch) -> int:
        if self.failure is not None:
            raise self.failure
        self.positions[source.name] = fetch.position
        self.fetches.append(fetch)
        before = dict(self.stored)
        for item in fetch.items:
            match item:
                case FetchedDocument(native_id=native_id):
                    self.stored[native_id] = item
                case DeletedDocument(native_id=native_id):
                    self.stored.pop(native_id, None)
                case RemovedAuthor(author=author, is_back=False):
                    self.stored = {key: one for key, one in self.stored.items() if one.author != author}
        return sum(before.get(key) != one for key, one in self.stored.items())

    async def save_state(self, source: SourceDefinition, state: SourceState) -> None:
        self.states.append((source.name, state))

    def newest(self, source: str) -> SourceState | None:
        return next((state for name, state in reversed(self.states) if name == source), None)

    def is_in(self, source: str, state: StateName) -> bool:
        newest = self.newest(source)
        return newest is not None and newest.state is state


def wait_of(state: SourceState) -> timedelta:
    assert state.next_attempt_at is not None
    return state.next_attempt_at - NOW
