"""Clients that make load: HTTP, WebSocket, and Starlette's own loop to compare with."""
