"""Captures: read from their files, and played at the pace at which they were recorded."""
