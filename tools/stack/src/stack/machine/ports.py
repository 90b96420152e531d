"""TCP ports of this machine: a free one, whether one answers, and who holds one. Loopback only."""

import socket
from contextlib import closing

import psutil

HOST = "127.0.0.1"


def free_port() -> int:
    """Return a port nobody listens on at this moment."""
    with closing(socket.socket()) as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def holder(port: int) -> str:
    """Name who listens on a port: pid and command, as far as the system tells this user."""
    for connection in psutil.net_connections("tcp"):
        listens = connection.status == psutil.CONN_LISTEN and connection.laddr[1:] == (port,)
        if listens and connection.pid:
            return f"pid {connection.pid} ({command_of(connection.pid)})"
    return "a process that this user may not see"


def command_of(pid: int) -> str:
    try:
        return " ".join(psutil.Process(pid).cmdline())[:120]
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return "command unknown"
