"""Fixtures of the stack's own tests."""

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest


@pytest.fixture
def service_port() -> Iterator[int]:
    """Give a port that this process listens on."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        yield listening.getsockname()[1]
