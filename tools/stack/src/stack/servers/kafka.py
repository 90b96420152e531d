"""Apache Kafka from its jars: one node in KRaft mode, its settings, its command line and whether it answers."""

import base64
import shutil
import socket
import struct
import subprocess
import uuid
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from stack.errors import StackError
from stack.machine.places import java_program
from stack.machine.ports import HOST
from stack.servers import jars

METADATA = 3
METADATA_VERSION = 1
# Header: correlation id. Body: the brokers that are in service; a starting one lists none.
BROKERS_AT = 4
# Kafka stops when its disk is full. Started again without room, it takes what it cannot index for corrupt and deletes
# it, the list of its topics included. With room it finds everything.
WAIT_FOR_ROOM = """\
until [ "$(df -Pk "$1" | tail -n 1 | tr -s ' ' | cut -d ' ' -f 4)" -ge 200000 ]; do
    echo "less than 200 MB are left on the disk of $1: waiting for room"
    sleep 2
done
shift
exec "$@"
"""


@dataclass(frozen=True, slots=True)
class Kafka:
    folder: Path
    port: int
    controller_port: int
    heap: str = "512m"

    @property
    def address(self) -> str:
        return f"{HOST}:{self.port}"

    @property
    def properties(self) -> Path:
        return self.folder / "server.properties"

    def settings(self) -> dict[str, str]:
        return {
            "process.roles": "broker,controller",
            "node.id": "1",
            # A fixed quorum, not a dynamic one: that would remember the controller's port.
            "controller.quorum.voters": f"1@{HOST}:{self.controller_port}",
            "listeners": f"PLAINTEXT://{self.address},CONTROLLER://{HOST}:{self.controller_port}",
            "advertised.listeners": f"PLAINTEXT://{self.address}",
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "controller.listener.names": "CONTROLLER",
            "inter.broker.listener.name": "PLAINTEXT",
            "log.dirs": str(self.folder / "log"),
            "auto.create.topics.enable": "false",
            "default.replication.factor": "1",
            "offsets.topic.replication.factor": "1",
            "offsets.topic.num.partitions": "8",
            "transaction.state.log.replication.factor": "1",
            "transaction.state.log.min.isr": "1",
            "transaction.state.log.num.partitions": "4",
            "group.initial.rebalance.delay.ms": "0",
            # After a kill -9 the old session must expire before the broker is let in again: 5.6 s, not 14.8.
            "broker.session.timeout.ms": "3000",
            "broker.heartbeat.interval.ms": "500",
            "log.cleaner.dedupe.buffer.size": "16777216",
        }

    @property
    def unpacked(self) -> Path:
        """Where Java unpacks the libraries that compress: the machine's /tmp may be closed to us, or to programs."""
        return self.folder / "tmp"

    def prepare(self) -> None:
        """Write the settings and format the log folder once."""
        shutil.rmtree(self.unpacked, ignore_errors=True)
        self.unpacked.mkdir(parents=True)
        text = "".join(f"{name}={value}\n" for name, value in self.settings().items())
        self.properties.write_text(text, encoding="utf-8")
        if not (self.folder / "log" / "meta.properties").exists():
            self._format()

    def _format(self) -> None:
        identity = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        command = [*self._java("64m"), "kafka.tools.StorageTool", "format", "--ignore-formatted"]
        command += ["-t", f"k{identity[1:]}", "-c", str(self.properties)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise StackError(f"Kafka could not format {self.folder}: {done.stderr or done.stdout}")

    def _java(self, heap: str) -> list[str]:
        return [
            java_program(),
            f"-Xmx{heap}",
            f"-Djava.io.tmpdir={self.unpacked}",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-Dorg.slf4j.simpleLogger.showDateTime=true",
            "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
            "-cp",
            jars.class_path(),
        ]

    def command(self) -> list[str]:
        java = [*self._java(self.heap), "kafka.Kafka", str(self.properties)]
        return ["/bin/sh", "-c", WAIT_FOR_ROOM, "kafka", str(self.folder), *java]

    def answers(self) -> bool:
        return answers(self.address)


def answers(address: str) -> bool:
    """Tell whether a broker at `host:port` is in service: it lists at least one broker in its metadata."""
    host, _, port = address.partition(":")
    body = struct.pack(">hhih", METADATA, METADATA_VERSION, 1, -1) + struct.pack(">i", 0)
    try:
        with closing(socket.create_connection((host, int(port)), timeout=2)) as connection:
            connection.sendall(struct.pack(">i", len(body)) + body)
            answer = _read(connection, *struct.unpack(">i", _read(connection, 4)))
    except OSError:
        return False
    (brokers,) = struct.unpack_from(">i", answer, BROKERS_AT)
    return bool(brokers)


def _read(connection: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        part = connection.recv(count - len(data))
        if not part:
            raise ConnectionResetError("the broker closed the connection")
        data += part
    return data
