"""SQL of alerts and their events."""
