"""The one door: REST proxy, WebSocket fan-out and the dashboard's files."""
