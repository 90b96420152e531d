"""`python -m monitoring dashboards` writes Grafana's files; `run` watches a running `make up` until Ctrl-C.

`dead-letters TOPIC` shows what was put aside.
"""

import json
import os
import signal
import subprocess
import sys
import threading

from stack.machine.places import PYTHON, ROOT

from monitoring.dashboards import writing
from monitoring.local import dead_letters
from monitoring.local.servers import MissingProgramError
from monitoring.local.watching import watching

TERMINATED = 143


def main() -> int:
    # So that the servers are ended with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    match sys.argv[1:]:
        case ["dashboards"]:
            writing.write()
            return 0
        case ["run"]:
            return run()
        case ["dead-letters", topic] if topic in dead_letters.names():
            dead_letters.show(topic)
            return 0
    print("usage: python -m monitoring dashboards|run|dead-letters TOPIC", file=sys.stderr)
    print(f"topics: {' '.join(dead_letters.names())}", file=sys.stderr)
    return 2


def run() -> int:
    """Run the servers until interrupted."""
    command = [str(PYTHON), "-m", "stack", "status"]
    status = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "FORMAT": "json"}, capture_output=True, text=True, check=True
    )
    processes = json.loads(status.stdout)["processes"]
    if not processes:
        print("nothing is up; run: make up", file=sys.stderr)
        return 1
    try:
        with watching(processes) as watch:
            print(f"Prometheus {watch.prometheus.url}, Alertmanager {watch.alertmanager.url}; Ctrl-C ends them")
            threading.Event().wait()
    except MissingProgramError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
