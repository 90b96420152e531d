"""Whether answers are what the OpenAPI document says: schemathesis asks at random, within a time and from a seed."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

SEED: Final = 20_261_129
_CHECKS: Final = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "ignored_auth",
    "unsupported_method",
)
_CONFIG: Final = Path(__file__).with_name("schemathesis.toml")
_TO_END: Final = 60
"""Seconds beyond its time in which it must have ended."""


def misfits(address: str, headers: Mapping[str, str], folder: Path, *, seconds: int, examples: int = 10) -> str:
    """What schemathesis found to be unlike the document of the gateway at `address`; "" for nothing."""
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(_CONFIG)]
    command += ["run", f"{address}/openapi.json"]
    command += ["--url", address, "--checks", ",".join(_CHECKS), "--max-time", str(seconds), "--seed", str(SEED)]
    command += ["--phases", "examples,coverage,fuzzing", "--max-examples", str(examples), "--no-color"]
    command += ["--workers", "1", "--generation-database", "none", "--suppress-health-check", "all"]
    command += ["--continue-on-failure"]
    command += [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=seconds + _TO_END, check=False)
    return "" if done.returncode == 0 else done.stdout[-30_000:] + done.stderr[-2_000:]
