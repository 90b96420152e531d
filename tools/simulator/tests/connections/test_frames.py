"""Frames are what a WebSocket library would write."""

import pytest
from simulator.connections.frames import binary_frame, close_frame, ping_frame, pong_frame, text_frame
from websockets.frames import Close, Frame, Opcode


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 65_535, 65_536, 100_000])
def test_a_message_of_any_length_is_one_frame(length: int) -> None:
    payload = b"x" * length

    assert text_frame(payload) == Frame(Opcode.TEXT, payload).serialize(mask=False)
    assert binary_frame(payload) == Frame(Opcode.BINARY, payload).serialize(mask=False)


def test_control_frames_are_well_formed() -> None:
    assert ping_frame(b"17") == Frame(Opcode.PING, b"17").serialize(mask=False)
    assert pong_frame(b"17") == Frame(Opcode.PONG, b"17").serialize(mask=False)
    assert close_frame(1012, "why") == Frame(Opcode.CLOSE, Close(1012, "why").serialize()).serialize(mask=False)
