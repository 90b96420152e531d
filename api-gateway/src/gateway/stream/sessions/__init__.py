"""WebSocket connections: who may open one, what clients say, and whose token each has shown."""
