"""The garbage collector of a service does not walk through what was there when it began to serve."""

import subprocess
import sys

_PROGRAM = """
import gc
from shared.http.app import collect_seldom

before = len(gc.get_objects())
collect_seldom()
print(before > 10_000, gc.get_freeze_count() > before / 2, len(gc.get_objects()) < 1_000)
"""


def test_what_was_imported_is_passed_over() -> None:
    """In a process of its own: the test run's own collector stays as it is."""
    done = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout.split() == ["True", "True", "True"]
