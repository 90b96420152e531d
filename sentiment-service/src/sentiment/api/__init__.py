"""What REST answers. `ROUTERS` are in the order in which a path is looked for: coins come last."""

from typing import Final

from sentiment.api import analyze, coin, evaluation, overview, sources, stories, topics, trend

ROUTERS: Final = tuple(
    routes.router for routes in (overview, stories, topics, sources, evaluation, analyze, trend, coin)
)
