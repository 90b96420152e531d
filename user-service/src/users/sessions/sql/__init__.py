"""SQL of sessions, their refresh tokens and revocations. Opens no transaction."""
