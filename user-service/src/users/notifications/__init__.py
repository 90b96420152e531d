"""What an owner is informed of: mails, and alerts by mail and by webhook."""
