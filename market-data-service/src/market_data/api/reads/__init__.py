"""The SQL behind the routes. Reads only."""
