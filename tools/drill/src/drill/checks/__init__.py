"""What is compared after a drill: stored rows with what the exchange sent."""
