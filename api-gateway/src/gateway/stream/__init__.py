"""Live data over WebSocket: topics become channels, the fan-out sends what changed, sessions talk with clients."""
