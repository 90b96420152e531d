"""`make audit [SINCE=…] [COIN=…]`: stored candles against what they are made of, on the running database."""

import os
import subprocess
from collections.abc import Mapping

from stack.errors import StackError
from stack.machine.files import read_pairs
from stack.machine.places import PYTHON, ROOT
from stack.platform.plan import Folders


def audit(variables: Mapping[str, str], folders: Folders) -> int:
    """Run it beside whatever runs; 0: everything agrees, 1: something does not, and each is printed."""
    environment = read_pairs(folders.environment)
    if not environment.get("DATABASE_URL"):
        raise StackError("nothing has run here; there is no database to audit")
    command = [str(PYTHON), "-m", "market_data.recorder.audit"]
    for variable, option in (("SINCE", "--since"), ("COIN", "--coin")):
        if variables.get(variable):
            command += [option, variables[variable]]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False).returncode
