"""The id of the topics' history: the migration step writes a new one whenever it makes topics."""

from uuid import UUID

import msgspec


class StreamV1(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Offsets and sequence numbers may be compared only within one `stream_id`. The newest record counts."""

    stream_id: UUID
    made_us: int
