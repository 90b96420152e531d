"""Build the images and run the compose file's containers with buildah and podman, where there is no Docker."""
