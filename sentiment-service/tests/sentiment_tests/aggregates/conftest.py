"""Empty tables to put stories into."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from .stage import Stage


@pytest.fixture
async def stage(engine: AsyncEngine) -> Stage:
    return await Stage.cleared(engine)
