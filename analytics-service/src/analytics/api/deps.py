"""Dependencies of the routes. All are async: FastAPI runs plain functions in a thread."""

from typing import Annotated

from fastapi import Depends, Request

from analytics.api.figure_reader import FigureReader
from analytics.settings import Settings


async def _figures(request: Request) -> FigureReader:
    figures: FigureReader = request.app.state.figures
    return figures


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


FiguresDep = Annotated[FigureReader, Depends(_figures)]
SettingsDep = Annotated[Settings, Depends(_settings)]
