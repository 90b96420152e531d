"""`python -m containers images|run`, which `make images` and `make containers` call.

`run` starts `run-inside` in namespaces of its own.
"""

import os
import signal
import sys

from stack.errors import StackError

from containers.images import build
from containers.running import check

COMMANDS = {"images": build.main, "run": check.main, "run-inside": check.inside}
TERMINATED = 143


def main() -> int:
    name = sys.argv[1] if len(sys.argv) == 2 else ""  # noqa: PLR2004 - the program and one name
    if name not in COMMANDS:
        print("usage: python -m containers images|run", file=sys.stderr)
        return 2
    # So that what was started is taken down again.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    if os.geteuid() != 0:
        print("buildah and podman are used as root here; with Docker, `docker compose up --build` does both")
        return 2
    try:
        COMMANDS[name]()
    except StackError as error:
        print(f"containers {name}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
