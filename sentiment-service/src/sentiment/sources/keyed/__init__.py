"""Sources that answer JSON to those who have a key."""
