"""Every SQL statement of the service. Nothing here opens a transaction."""
