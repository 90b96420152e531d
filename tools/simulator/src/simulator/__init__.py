"""The exchange simulator: three venues' own protocols over real sockets. The outside world: it imports no service."""
