"""The scripts of the images, which are no package, as modules."""

import importlib.util
from collections.abc import Callable
from types import ModuleType

import pytest
from stack.machine.places import ROOT


@pytest.fixture
def script() -> Callable[[str], ModuleType]:
    """Load `docker/<name>.py`."""

    def load(name: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location(f"docker_{name}", ROOT / "docker" / f"{name}.py")
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load
