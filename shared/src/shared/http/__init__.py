"""HTTP in every service: the application, problems, cursors, access tokens, health, metrics."""
