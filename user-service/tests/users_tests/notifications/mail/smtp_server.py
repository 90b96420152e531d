"""A small SMTP server over real sockets: STARTTLS, implicit TLS, login, and the faults that tests ask for."""

import asyncio
import base64
import contextlib
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field


@dataclass
class SmtpServer:
    """`received`: messages as bytes. Answers to set: `at_rcpt`, `after_data`; `silent` says nothing at all."""

    context: ssl.SSLContext | None = None
    implicit: bool = False
    port: int = 0
    at_rcpt: str = "250 ok"
    after_data: str = "250 ok"
    silent: bool = False
    received: list[bytes] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            if self.silent:
                await reader.read()
            else:
                await self._talk(reader, writer)
        writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 tests\r\n")
        while line := (await reader.readline()).decode().strip():
            verb = line.split(" ")[0].upper()
            self.commands.append(line)
            answer = await self._data(reader, writer) if verb == "DATA" else self._answer(verb, line, writer)
            writer.write(f"{answer}\r\n".encode())
            await writer.drain()
            if verb == "STARTTLS" and self.context:
                await writer.start_tls(self.context)
            if verb == "QUIT":
                return

    def _answer(self, verb: str, line: str, writer: asyncio.StreamWriter) -> str:
        secure = writer.get_extra_info("ssl_object") is not None
        if verb == "EHLO":
            offers = ["AUTH PLAIN"] if secure else ["STARTTLS"] if self.context else []
            return "\r\n".join(["250-tests", *(f"250-{offer}" for offer in offers), "250 8BITMIME"])
        if verb == "AUTH":
            _, username, password = base64.b64decode(line.split(" ")[2]).decode().split("\0")
            self.logins.append((username, password))
            return "235 in"
        return {"RCPT": self.at_rcpt, "QUIT": "221 bye", "STARTTLS": "220 go"}.get(verb, "250 ok")

    async def _data(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> str:
        writer.write(b"354 go\r\n")
        lines: list[bytes] = []
        while (line := await reader.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if self.after_data.startswith("250"):
            self.received.append(b"".join(lines))
            self.encrypted.append(writer.get_extra_info("ssl_object") is not None)
        return self.after_data


@contextlib.asynccontextmanager
async def serving(server: SmtpServer) -> AsyncIterator[SmtpServer]:
    """Listen on a free port for as long as the block runs."""
    context = server.context if server.implicit else None
    listener = await asyncio.start_server(server.serve, "127.0.0.1", server.port, ssl=context)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        await listener.wait_closed()
