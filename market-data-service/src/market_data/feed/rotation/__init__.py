"""Replacing a venue's connection without a gap: the next one delivers before the one before is closed."""
