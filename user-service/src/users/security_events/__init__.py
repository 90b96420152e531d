"""Security events: what happened to an account, recorded and listed."""
