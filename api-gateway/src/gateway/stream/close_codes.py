"""Why a connection to the stream ends: the codes of its close frames. uvicorn sends some of them. No I/O."""

from enum import IntEnum
from typing import Self


class CloseCode(IntEnum):
    """`meaning`: what happened and what a client should do, as the reference says it."""

    meaning: str

    def __new__(cls, code: int, meaning: str) -> Self:
        member = int.__new__(cls, code)
        member._value_ = code
        member.meaning = meaning
        return member

    YOURS = 1000, "You closed it"
    NO_WEBSOCKET = 1002, "What you sent is no WebSocket frame, or breaks the protocol's rules"
    NO_UTF8 = 1007, "A text message was not UTF-8"
    TOO_LARGE = 1009, "A message was larger than allowed"
    NO_PONG = 1011, "You did not answer a ping: connect again and resume"
    RESTART = 1012, "The server restarts: come back after the time that `reconnect` gave, and resume"
    SLOW = 4008, "You read too slowly and missed too much: connect again and resume"
    IDLE = 4009, "Nothing was subscribed to for a minute"
