"""Brings a release to Kubernetes, watches it, and takes it back when it does badly."""
