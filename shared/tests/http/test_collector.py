"""The garbage collector of a service does not walk through what was there when it began to serve."""

import subprocess
import sys

_PROGRAM = """
import gc
import uvicorn
from shared.http.app import run
from shared.jobs import Jobs
from shared.settings import Deployment, ServiceSettings

def serve(*_args, **_options):
    print(gc.get_freeze_count() > 10_000, len(gc.get_objects()) < 1_000, gc.get_threshold() != usual)

usual = gc.get_threshold()
uvicorn.run = serve
run(None, ServiceSettings(deployment=Deployment.LOCAL), Jobs())
"""


def test_what_was_imported_is_passed_over() -> None:
    """In a process of its own: the test run's own collector stays as it is."""
    done = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout.split() == ["True", "True", "True"]
