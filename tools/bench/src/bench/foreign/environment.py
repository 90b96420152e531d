"""The environment of the libraries that we are compared with, made once below `.local`; their versions are fixed."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from bench.platform import ROOT, BenchError

PINS: Final = ("cryptofeed==2.4.1", "confluent-kafka==2.16.1")
_FOLDER: Final = ROOT / ".local" / "bench" / "foreign"
_HERE: Final = Path(__file__).resolve().parent
_PATIENCE: Final = 900


def measure(script: str, *arguments: str) -> dict[str, Any]:
    """What a script of this folder prints as JSON, run by the other environment's interpreter.

    Raises:
        BenchError: it could not be made, or the script failed.
    """
    done = _run([str(_python()), str(_HERE / script), *arguments])
    found: dict[str, Any] = json.loads(done.splitlines()[-1])
    return found


def _python() -> Path:
    python, noted = _FOLDER / "bin" / "python", _FOLDER / "pins.txt"
    if not noted.exists() or noted.read_text() != "\n".join(PINS):
        _run([sys.executable, "-m", "venv", "--clear", str(_FOLDER)])
        _run([str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *PINS])
        noted.write_text("\n".join(PINS))
    return python


def _run(words: list[str]) -> str:
    done = subprocess.run(words, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    if done.returncode != 0:
        raise BenchError(f"{' '.join(words[:4])} failed: {(done.stdout + done.stderr)[-1_000:]}")
    return done.stdout
