"""The tables that the service owns (role `sentiment`)."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

metadata = MetaData(naming_convention={"pk": "%(table_name)s_pkey"})

TIME: Final = DateTime(timezone=True)


def _made() -> Column[object]:
    return Column("created_at", TIME, nullable=False, server_default=func.now())


# Several tellings of one event; its title and url are those of its oldest document. `revision` grows with every change
# of the story or of one of its documents, `published_revision` is the newest one that the topic has.
stories = Table(
    "stories",
    metadata,
    Column("story_id", UUID(as_uuid=True), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("published_at", TIME, nullable=False),
    Column("revision", BigInteger, nullable=False, server_default=text("1")),
    Column("published_revision", BigInteger, nullable=False, server_default=text("0")),
    _made(),
)
Index("stories_published_at_idx", stories.c.published_at)
Index("stories_kind_published_at_idx", stories.c.kind, stories.c.published_at, stories.c.story_id)
Index("stories_unpublished_idx", stories.c.story_id, postgresql_where=text("published_revision < revision"))

# `title` and `body` are plain text. `text_hash` is of title and body: an edit changes it and has the document scored
# again. `state`: `new` waits for its score, `scored`, `left_out` (with `reason`: `language`, `off_topic`), `parked`
# (with the error as `reason`), `deleted`.
documents = Table(
    "documents",
    metadata,
    Column("document_id", UUID(as_uuid=True), primary_key=True),
    Column("source", Text, nullable=False),
    Column("native_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("author", Text),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("url", Text),
    Column("language", Text),
    Column("coins", ARRAY(Text), nullable=False),
    Column("story_id", UUID(as_uuid=True), ForeignKey("stories.story_id"), nullable=False),
    Column("text_hash", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("published_at", TIME, nullable=False),
    Column("received_at", TIME, nullable=False),
    Column("edited_at", TIME),
    UniqueConstraint("source", "native_id", name="documents_source_native_id_key"),
    CheckConstraint("state IN ('new', 'scored', 'left_out', 'parked', 'deleted')", name="documents_state_check"),
)
Index("documents_story_id_idx", documents.c.story_id)
Index("documents_published_at_idx", documents.c.published_at)
Index("documents_source_author_idx", documents.c.source, documents.c.author)
Index("documents_new_idx", documents.c.received_at, postgresql_where=text("state = 'new'"))
Index("documents_coins_idx", documents.c.coins, postgresql_using="gin")

# One row a document, coin and model version; coin_id is '' for the text as a whole. Older versions stay.
scores = Table(
    "scores",
    metadata,
    Column(
        "document_id",
        UUID(as_uuid=True),
        ForeignKey("documents.document_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("coin_id", Text, primary_key=True),
    Column("model", Text, primary_key=True),
    Column("model_version", Text, primary_key=True),
    Column("text_hash", Text, nullable=False),
    Column("positive", Numeric, nullable=False),
    Column("neutral", Numeric, nullable=False),
    Column("negative", Numeric, nullable=False),
    Column("scored_at", TIME, nullable=False, server_default=func.now()),
)

# A coin's sentiment at the end of an hour (`timestamp`, exclusive), of the window that ends then. Hours that a late
# document falls into are computed again.
sentiments = Table(
    "sentiments",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("coin_id", Text, nullable=False),
    Column("sentiment_score", Numeric),
    Column("positive_count", Integer, nullable=False),
    Column("negative_count", Integer, nullable=False),
    Column("neutral_count", Integer, nullable=False),
    Column("documents", Integer, nullable=False),
    Column("interval_low", Numeric),
    Column("interval_high", Numeric),
    Column("model", Text, nullable=False),
    Column("model_version", Text, nullable=False),
    Column("timestamp", TIME, nullable=False),
    UniqueConstraint("coin_id", "timestamp", "model", "model_version", name="sentiments_coin_id_timestamp_key"),
)
Index("sentiments_coin_id_timestamp_idx", sentiments.c.coin_id, sentiments.c.timestamp)

# How each source is: `position` is what it goes on from (ETag, Last-Modified, a cursor), committed with the documents.
source_states = Table(
    "source_states",
    metadata,
    Column("source", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("position", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Column("last_success_at", TIME),
    Column("next_attempt_at", TIME),
    Column("updated_at", TIME, nullable=False, server_default=func.now()),
)

# Accounts that the source has removed: what comes of them later (repeats) stays deleted.
removed_authors = Table(
    "removed_authors",
    metadata,
    Column("source", Text, primary_key=True),
    Column("author", Text, primary_key=True),
    Column("removed_at", TIME, nullable=False, server_default=func.now()),
)

fear_greed = Table(
    "fear_greed",
    metadata,
    Column("day", Date, primary_key=True),
    Column("value", Integer, nullable=False),
    Column("classification", Text, nullable=False),
)
