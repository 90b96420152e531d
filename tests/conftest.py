"""The whole platform, started once for the tests of this folder."""

from collections.abc import Iterator

import pytest

from tests.processes import COMMANDS, Platform


@pytest.fixture(scope="session")
def platform(services_env: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    platform = Platform(services_env, tmp_path_factory.mktemp("logs"))
    for name in COMMANDS:
        platform.start(name)
    yield platform
    platform.stop()
