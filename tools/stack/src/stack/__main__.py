"""`python -m stack up|down|status|logs|reset|backup|restore|audit|test|lint|format`, which the Makefile calls."""

import os
import signal
import sys
from collections.abc import Callable

from stack.checks import steps
from stack.commands.audit import audit
from stack.commands.backup import backup, restore
from stack.commands.down import down, logs, reset
from stack.commands.status import status
from stack.commands.up import up
from stack.errors import StackError
from stack.platform.plan import Folders

TERMINATED = 143


def main() -> int:
    command, folders = (sys.argv[1:] or ["help"])[0], Folders()
    commands: dict[str, Callable[[], int | None]] = {
        "up": lambda: up(os.environ, folders),
        "down": lambda: down(folders),
        "status": lambda: show_status(folders),
        "logs": lambda: logs(os.environ, folders),
        "reset": lambda: reset(os.environ, folders),
        "backup": lambda: backup(os.environ, folders),
        "restore": lambda: restore(os.environ, folders),
        "audit": lambda: audit(os.environ, folders),
        "test": lambda: steps.go(steps.test_steps(os.environ.get("ONLY", ""))),
        "lint": lambda: steps.go(steps.LINT),
        "format": lambda: steps.go(steps.FORMAT),
    }
    if command not in commands:
        print(f"usage: python -m stack {'|'.join(commands)}", file=sys.stderr)
        return 2
    # So that what was started for a while is taken down again.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    try:
        return commands[command]() or 0
    except StackError as error:
        print(f"make {command}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def show_status(folders: Folders) -> None:
    found = status(folders)
    print(found.json() if os.environ.get("FORMAT") == "json" else found.table())


if __name__ == "__main__":
    sys.exit(main())
