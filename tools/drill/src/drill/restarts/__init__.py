"""Every service is restarted while it is used, as an upgrade does it."""
