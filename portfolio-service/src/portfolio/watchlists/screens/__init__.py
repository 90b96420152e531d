"""Questions to the screener that somebody saved."""
