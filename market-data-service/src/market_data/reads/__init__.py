"""Read-only SQL behind the routes and the live price."""
