"""Running the compose file's containers with podman, and proving what is promised of them."""
