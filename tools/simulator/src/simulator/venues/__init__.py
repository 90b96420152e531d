"""The venues' own protocols: for each its socket and its REST."""
