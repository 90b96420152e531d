"""`make down`, `make reset`, `make logs`."""

import shutil
import subprocess
from collections.abc import Mapping

from stack.commands.up import stop
from stack.machine.files import last_lines
from stack.machine.locks import held
from stack.platform import modes
from stack.platform.plan import Folders
from stack.platform.settings import load_file
from stack.supervision.supervise import Supervisor

UP_VARIABLES = ("REPLAY", "SIMULATED")


def down(folders: Folders) -> None:
    folders.make()
    with held(folders.lock, lambda: print("another make up or down is at work here; waiting for it")):
        stop(Supervisor(folders.run, folders.log))
    print("everything is down; the data are kept")


def reset(variables: Mapping[str, str], folders: Folders) -> None:
    """Stop, and delete one mode's data: the one that the variables name, else the one that ran last."""
    folders.make()
    with held(folders.lock, lambda: print("another make up or down is at work here; waiting for it")):
        last = load_file(folders.settings)
        choice = modes.asked_for(variables) or (last.choice if last else None)
        if choice is None:
            print("nothing has run here; there are no data to delete")
            return
        if last and last.choice.data == choice.data:
            stop(Supervisor(folders.run, folders.log))
        shutil.rmtree(folders.data / choice.data, ignore_errors=True)
        print(f"the data of {choice.data} are deleted")


def logs(variables: Mapping[str, str], folders: Folders) -> None:
    """Show each log's last lines, or follow them: `NAME=gateway`, `FOLLOW=1`."""
    paths = sorted(folders.log.glob(f"{variables.get('NAME') or '*'}.log"))
    if not paths:
        print("there are no logs yet")
    elif modes.is_on(variables.get("FOLLOW", "")):
        subprocess.run(["tail", "-n", "20", "-F", *map(str, paths)], check=False)
        return
    for path in paths:
        print(f"==> {path.name} <==\n{last_lines(path, 30)}\n")
