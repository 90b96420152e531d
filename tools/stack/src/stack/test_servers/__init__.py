"""The servers of a test run, each worker's database, signing keys, and the guard against the network."""
