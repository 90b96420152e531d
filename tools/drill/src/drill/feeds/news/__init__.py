"""What is done to news and posts while things are killed, and to the feeds that they come from."""
