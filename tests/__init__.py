"""Tests of the whole path; a package, so that its modules find one another."""
