"""Where texts come from: one module a kind of source, one task a source."""
