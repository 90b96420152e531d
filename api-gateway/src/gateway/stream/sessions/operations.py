"""The messages that a client may send. No I/O and no clock."""

from typing import Annotated, Final

import msgspec

from gateway.errors import InvalidMessageError

# Numbers that every JSON library writes as it has read them.
MessageId = Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)] | str | None
_NESTED: Final = "JSON is nested too deeply"


class _Operation(msgspec.Struct, frozen=True, tag_field="op", tag=str.lower):
    id: MessageId = None


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
    """One of the two."""

    token: str | None = None
    api_key: str | None = None

    def __post_init__(self) -> None:
        if (self.token is None) == (self.api_key is None):
            raise ValueError("Send `token` or `api_key`")


Operation = Subscribe | Unsubscribe | Ping | Auth

_decoder: msgspec.json.Decoder[Operation] = msgspec.json.Decoder(Operation)


class _IdOnly(msgspec.Struct):
    id: MessageId = None


_id_decoder: msgspec.json.Decoder[_IdOnly] = msgspec.json.Decoder(_IdOnly)


def parse_operation(text: str | bytes) -> Operation:
    """Read one message.

    Raises:
        InvalidMessageError: it is not one.
    """
    try:
        return _decoder.decode(text)
    except msgspec.DecodeError as error:
        raise InvalidMessageError(str(error)) from None
    except RecursionError:
        raise InvalidMessageError(_NESTED) from None


def id_of(text: str | bytes) -> int | str | None:
    """The `id` of a message that is otherwise invalid, for the error that answers it."""
    try:
        return _id_decoder.decode(text).id
    except (msgspec.DecodeError, RecursionError):
        return None
