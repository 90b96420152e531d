"""Sessions: opened by a login, prolonged by refresh tokens, ended by a logout or a revocation."""
