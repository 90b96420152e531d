"""One instrument's trades without a gap: where to go on from, what is missing, fetching it over REST."""
