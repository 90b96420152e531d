"""`make up`: from whatever is there to a platform that answers, or to a clear word on what is in the way."""

import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from stack.checks import frontend
from stack.errors import StackError
from stack.machine import ports
from stack.machine.files import last_lines, masked, read_pairs, write_private
from stack.machine.locks import held
from stack.machine.places import PYTHON, ROOT
from stack.platform import modes
from stack.platform.infrastructure import DATABASE, unreachable
from stack.platform.modes import Choice
from stack.platform.plan import Folders, Plan
from stack.platform.settings import Settings, load_file, read
from stack.servers import jars, postgres
from stack.supervision import orphans
from stack.supervision.part import Part, body_of, text_of
from stack.supervision.supervise import Supervisor

# Long, for a machine that is busy with something else; one that cannot start is found out sooner.
READY_SECONDS = 180.0
LOOK_EVERY = 0.1
# A process that has ended so many times while it should become ready is not going to.
STARTS_TO_GIVE_UP = 5


class UpError(StackError):
    """Why the platform is not up: the part, the reason, and its log's last lines."""


def up(variables: Mapping[str, str], folders: Folders) -> None:
    """Bring everything up, or say what is in the way.

    Raises:
        StackError: a part does not start, or the variables are wrong or contradict what runs.
    """
    began = time.monotonic()
    folders.make()
    with held(folders.lock, lambda: print("another make up or down is at work here; waiting for it")):
        supervisor = Supervisor(folders.run, folders.log)
        running = load_file(folders.settings) if supervisor.is_up else None
        plan = Plan(settle(variables, running, folders), folders)
        build(variables)
        with stopped_if_it_fails(supervisor, keep=running is not None or modes.is_on(variables.get("KEEP", ""))):
            bring_up(plan, supervisor)
        write_environment(plan)
    report(plan, time.monotonic() - began)


def settle(variables: Mapping[str, str], running: Settings | None, folders: Folders) -> Settings:
    """Choose the mode and read the settings."""
    choice = modes.asked_for(variables)
    if choice is None:
        choice = keep_or_look(running)
    if running and running.choice.data != choice.data:
        what = f"{running.choice.mode} mode ({running.choice.data}) is up"
        raise UpError(f"{what}; {choice.mode} ({choice.data}) cannot start beside it. Run: make down")
    before = load_file(folders.settings)
    ours = {name: value for name, value in read_pairs(folders.environment).items() if before}
    given = before.servers if before else {}
    return read(variables, choice, {name: value for name, value in ours.items() if name not in given})


def keep_or_look(running: Settings | None) -> Choice:
    if running and (running.choice.mode == "live" or running.choice.fallback):
        return running.choice
    choice = modes.by_network()
    if choice.fallback:
        print("no exchange can be reached from here: the exchange simulator plays them, and every page says SIMULATED")
    return choice


def build(variables: Mapping[str, str]) -> None:
    """Fetch and build what is missing; nothing the second time. `FRONTEND=0` leaves the dashboard as it is."""
    count = len(jars.missing())
    for number, jar in enumerate(jars.fetch_missing(), 1):
        if number % 10 == 0 or number == count:
            print(f"  Kafka: {number} of {count} jars are here, {jar.artifact} the last", flush=True)
    if modes.is_on(variables.get("FRONTEND", "1")):
        frontend.build()


@contextmanager
def stopped_if_it_fails(supervisor: Supervisor, *, keep: bool) -> Iterator[None]:
    """Leave nothing half started; but what ran before goes on, and `KEEP=1` leaves it for a look."""
    try:
        yield
    except BaseException:
        if not keep:
            stop(supervisor)
        raise


def bring_up(plan: Plan, supervisor: Supervisor) -> None:
    if missing := unreachable(plan.settings):
        raise UpError(f"no server answers at the given {', '.join(missing)}")
    plan.data.mkdir(parents=True, exist_ok=True)
    fresh = not supervisor.is_up
    if fresh and (count := orphans.end(plan.folders.run)):
        print(f"  ended {count} processes that had lost their supervisor")
    active = {} if fresh else {n: i for n, i in supervisor.processes().items() if i.pid}
    idle = [part for part in plan.parts if part.name not in active]
    check_ports(idle)
    for part in idle:
        part.prepare()
    supervisor.write(plan.parts)
    write_private(plan.folders.settings, plan.settings.dump())
    if fresh:
        for path in plan.folders.run.glob("*.starts"):
            path.unlink()
        supervisor.start_daemon()
    else:
        supervisor.update()
    # The simulator needs no server, and what reads its feeds starts with a list of them.
    start(supervisor, (*plan.infrastructure.parts, *plan.simulator))
    write_sources(plan)
    migrate(plan)
    start(supervisor, [part for part in plan.services if part not in plan.simulator])


def check_ports(parts: Sequence[Part]) -> None:
    taken = [
        f"port {port} ({part.name}, setting {name}) is taken by {ports.holder(port)}"
        for part in parts
        for name, port in part.ports.items()
        if not ports.is_free(port)
    ]
    if taken:
        raise UpError("\n".join(taken))


def start(supervisor: Supervisor, parts: Sequence[Part]) -> None:
    """Start processes together and wait until each is ready."""
    began = time.monotonic()
    logs = {part.name: size_of(supervisor.log / f"{part.name}.log") for part in parts}
    starts = {part.name: starts_of(supervisor, part) for part in parts}
    for part in parts:
        supervisor.start(part.name)
    waiting = list(parts)
    while waiting:
        for part in [part for part in waiting if part.ready()]:
            waiting.remove(part)
            print(f"  {part.name} is ready after {time.monotonic() - began:.1f} s", flush=True)
        for part in waiting:
            if starts_of(supervisor, part) - starts[part.name] >= STARTS_TO_GIVE_UP:
                raise failure(supervisor, part, f"ended {STARTS_TO_GIVE_UP} times while starting", logs[part.name])
            if time.monotonic() - began > READY_SECONDS:
                why = f"is not ready after {READY_SECONDS:.0f} s{detail(part)}"
                raise failure(supervisor, part, why, logs[part.name])
        time.sleep(LOOK_EVERY)


def size_of(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def starts_of(supervisor: Supervisor, part: Part) -> int:
    path = supervisor.run / f"{part.name}.starts"
    return len(path.read_text(encoding="utf-8").splitlines()) if path.exists() else 0


def detail(part: Part) -> str:
    return f": {body_of(f'{part.internal_url}/health/ready')}" if part.internal_url else ""


def failure(supervisor: Supervisor, part: Part, why: str, since: int) -> UpError:
    log = supervisor.log / f"{part.name}.log"
    return UpError(f"{part.name} {why}\nIts last log lines ({log}):\n{last_lines(log, since=since)}")


def write_sources(plan: Plan) -> None:
    """Write down the list of the simulator's feeds."""
    for part in plan.simulator:
        url = f"{part.url}/feeds/sources.toml"
        sources = text_of(url)
        if sources is None:
            raise UpError(f"{part.name} gives no list of its feeds at {url}: {body_of(url)}")
        write_private(plan.folders.sources, sources)


def migrate(plan: Plan) -> None:
    """Make the database, its tables and the topics."""
    servers = plan.infrastructure
    if "DATABASE_URL" not in plan.settings.servers:
        postgres.make_database(f"{servers.database_url.rpartition('/')[0]}/postgres", DATABASE)
    if not (ROOT / "migrations" / "apply.py").exists():
        return
    log = plan.folders.log / "migrate.log"
    environment = {**os.environ, **servers.environment, "MODE": plan.settings.choice.mode}
    with log.open("w") as file:
        command = [str(PYTHON), "-m", "migrations.apply"]
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=file, stderr=file, check=False)
    if done.returncode:
        raise UpError(f"the migration step failed\nIts last log lines ({log}):\n{last_lines(log)}")


def write_environment(plan: Plan) -> None:
    pairs = plan.client_environment.items()
    write_private(plan.folders.environment, "".join(f"{name}={value}\n" for name, value in pairs))


def report(plan: Plan, seconds: float) -> None:
    choice = plan.settings.choice
    why = ", since no exchange can be reached" if choice.fallback else ""
    print(f"up in {seconds:.0f} s, {choice.mode} mode{why}; dashboard: {plan.client_environment['GATEWAY_URL']}")
    print(masked(plan.folders.environment.read_text(encoding="utf-8")), end="", flush=True)


def stop(supervisor: Supervisor) -> None:
    """Stop everything of this checkout and wait until it is gone."""
    supervisor.shutdown()
    deadline = time.monotonic() + READY_SECONDS
    while supervisor.is_up and time.monotonic() < deadline:
        time.sleep(LOOK_EVERY)
    orphans.end(supervisor.run)
