"""HTTP edge: parse, call, return."""
