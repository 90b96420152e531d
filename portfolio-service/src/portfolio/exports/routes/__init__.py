"""Routes of what is taken along or shown to others."""
