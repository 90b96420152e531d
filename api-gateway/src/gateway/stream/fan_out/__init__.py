"""Which client is sent what at each tick."""
