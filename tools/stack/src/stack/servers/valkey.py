"""Valkey, the cache, from the wheel: its command line and whether it answers. It speaks the Redis protocol."""

import socket
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from stack.machine.places import valkey_program
from stack.machine.ports import HOST

# One for each worker of a parallel test run, and room.
DATABASES = 64


@dataclass(frozen=True, slots=True)
class Valkey:
    folder: Path
    port: int
    password: str

    def url(self, number: int = 0) -> str:
        return f"redis://:{self.password}@{HOST}:{self.port}/{number}"

    def prepare(self) -> None:
        """Write the configuration, which holds the password and so is not on the command line."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / "valkey.conf"
        path.touch(mode=0o600)
        path.write_text(self.configuration(), encoding="utf-8")

    def configuration(self) -> str:
        return "\n".join(
            (
                f"bind {HOST}",
                f"port {self.port}",
                f"requirepass {self.password}",
                f'dir "{self.folder}"',
                f"databases {DATABASES}",
                'save ""',
                "appendonly yes",
                "appendfsync everysec",
                "maxmemory 256mb",
                "maxmemory-policy allkeys-lru",
                "",
            )
        )

    def command(self) -> list[str]:
        return [valkey_program(), str(self.folder / "valkey.conf")]

    def answers(self) -> bool:
        return answers(HOST, self.port, self.password)


def answers(host: str, port: int, password: str, user: str = "") -> bool:
    """Tell whether a server takes the password and answers a PING."""
    login = f"AUTH {user} {password}\r\n".replace("  ", " ") if password else ""
    try:
        with closing(socket.create_connection((host, port), timeout=2)) as connection:
            connection.sendall(f"{login}PING\r\n".encode())
            return _until(connection, b"+PONG\r\n")
    except OSError:
        return False


def _until(connection: socket.socket, wanted: bytes) -> bool:
    """Read until `wanted` comes; false if the answer is another one."""
    answer = b""
    while wanted not in answer:
        part = connection.recv(4096)
        answer += part
        if not part or b"-" in answer[:1]:
            return False
    return True
