"""Other libraries' time for the same work: scripts that an environment of their own runs, apart from the platform's."""
