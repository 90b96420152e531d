"""Mails: queued as rows, worded, built and delivered."""
