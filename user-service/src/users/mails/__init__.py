"""How mails are worded, built and brought to where they go."""
