"""Each venue's wire and REST, one module a venue, parsed into the platform's events."""
