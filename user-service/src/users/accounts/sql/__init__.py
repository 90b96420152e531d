"""SQL of accounts, their credentials, one-time tokens and preferences. Opens no transaction."""
