"""What a route may ask for. All of it async: FastAPI sends plain functions through a thread."""

from typing import Annotated

from fastapi import Depends, Request

from analytics.api.figure_reader import Figures
from analytics.settings import Settings


async def _figures(request: Request) -> Figures:
    figures: Figures = request.app.state.figures
    return figures


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


FiguresDep = Annotated[Figures, Depends(_figures)]
SettingsDep = Annotated[Settings, Depends(_settings)]
