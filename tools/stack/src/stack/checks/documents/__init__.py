"""What is written about the platform: generated where code knows it, checked where people write it."""
