import socket
import threading
from contextlib import closing
from pathlib import Path

import pytest
from stack.commands.up import UpError, keep_or_look, settle
from stack.machine.ports import free_port
from stack.platform import modes, settings
from stack.platform.modes import Choice, ModeError
from stack.platform.plan import Folders
from stack.platform.settings import PORTS, SettingError, Settings
from stack.testing import eventually_without_loop

LIVE = Choice("live", "live")
SIMULATED = Choice("simulated", "simulated")


def test_without_variables_the_network_decides() -> None:
    assert modes.asked_for({"REPLAY": "", "SIMULATED": "0"}) is None


def test_simulated_is_forced_by_its_variable() -> None:
    assert modes.asked_for({"SIMULATED": "1"}) == SIMULATED


def test_two_modes_at_once_are_refused() -> None:
    with pytest.raises(ModeError, match="two modes"):
        modes.asked_for({"SIMULATED": "1", "REPLAY": "x"})


def test_no_reachable_venue_means_the_simulator_stands_in() -> None:
    closed = [("127.0.0.1", free_port()), ("127.0.0.1", free_port())]

    assert modes.by_network(closed, 1) == Choice("simulated", "simulated", fallback=True)


def test_a_venue_that_accepts_and_then_says_nothing_is_not_waited_for() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        assert not modes.any_venue_reachable([silent.getsockname()], 0.3)
        # The attempt itself ends a moment later.
        eventually_without_loop(lambda: not [one for one in threading.enumerate() if "ThreadPool" in one.name])


def test_what_runs_live_is_not_taken_for_another_mode_when_the_network_is_away() -> None:
    assert keep_or_look(Settings(LIVE)) == LIVE


def test_another_mode_beside_the_one_that_is_up_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UpError, match=r"live mode .* is up; simulated .* make down"):
        settle({"SIMULATED": "1"}, Settings(LIVE), Folders(tmp_path))


def test_ports_have_defaults_and_can_be_set() -> None:
    found = settings.read({"GATEWAY_PORT": "9000"}, LIVE, {})

    assert found.ports == PORTS | {"GATEWAY_PORT": 9000, "GATEWAY_INTERNAL_PORT": 19000}


@pytest.mark.parametrize(
    ("variables", "port"),
    [({}, 18100), ({"GATEWAY_PORT": "60000"}, 50000), ({"GATEWAY_INTERNAL_PORT": "9100"}, 9100)],
)
def test_two_platforms_with_ports_of_their_own_do_not_share_the_internal_one(
    variables: dict[str, str], port: int
) -> None:
    found = settings.read(variables, LIVE, {})

    assert found.ports["GATEWAY_INTERNAL_PORT"] == port
    assert Settings.load(found.dump()) == found


@pytest.mark.parametrize("value", ["x", "0", "65536", "-1"])
def test_a_port_that_is_none_is_refused(value: str) -> None:
    with pytest.raises(SettingError, match=f"REDIS_PORT={value} is not a port"):
        settings.read({"REDIS_PORT": value}, LIVE, {})


def test_only_one_or_two_ingesters_are_possible() -> None:
    assert settings.read({"INGESTERS": "2"}, LIVE, {}).ingesters == 2
    with pytest.raises(SettingError, match="INGESTERS=3"):
        settings.read({"INGESTERS": "3"}, LIVE, {})


def test_our_own_servers_are_not_given_ones_when_their_addresses_come_back() -> None:
    variables = {"DATABASE_URL": "postgresql://ours", "REDIS_URL": "redis://theirs"}

    found = settings.read(variables, LIVE, {"DATABASE_URL": "postgresql://ours"})

    assert found.servers == {"REDIS_URL": "redis://theirs"}


def test_settings_survive_being_written_down() -> None:
    before = settings.read({"RATE": "5", "INGESTERS": "2"}, Choice("replay", "replay-1", ("/a", "/b")), {})

    assert Settings.load(before.dump()) == before
