"""Volume added up by its side."""
