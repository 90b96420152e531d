"""What happens to a session: login, refresh, logout."""
