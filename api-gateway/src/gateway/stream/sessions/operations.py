"""The messages that a client may send. No I/O and no clock."""

import msgspec

from gateway.errors import InvalidMessageError


class _Operation(msgspec.Struct, frozen=True, tag_field="op", tag=str.lower):
    id: int | str | None = None


class ResumePoint(msgspec.Struct, frozen=True):
    stream: str
    channels: dict[str, int] = {}


class Subscribe(_Operation, frozen=True, kw_only=True):
    channels: list[str]
    resume: ResumePoint | None = None


class Unsubscribe(_Operation, frozen=True, kw_only=True):
    channels: list[str]


class Ping(_Operation, frozen=True):
    pass


class Auth(_Operation, frozen=True, kw_only=True):
    token: str


Operation = Subscribe | Unsubscribe | Ping | Auth

_decoder: msgspec.json.Decoder[Operation] = msgspec.json.Decoder(Operation)


class _MessageId(msgspec.Struct):
    id: int | str | None = None


def parse_operation(text: str | bytes) -> Operation:
    """Read one message.

    Raises:
        InvalidMessageError: it is not one.
    """
    try:
        return _decoder.decode(text)
    except msgspec.DecodeError as error:
        raise InvalidMessageError(str(error)) from None


def id_of(text: str | bytes) -> int | str | None:
    """The `id` of a message that is otherwise invalid, for the error that answers it."""
    try:
        return msgspec.json.decode(text, type=_MessageId).id
    except msgspec.DecodeError:
        return None
