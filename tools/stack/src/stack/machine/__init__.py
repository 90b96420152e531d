"""This machine: files, locks, ports, and where things are."""
