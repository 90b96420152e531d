"""What a release is made of: images, their digests, its notes, and the overlay that brings it."""
