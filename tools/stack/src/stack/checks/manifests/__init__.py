"""The check of what runs on Kubernetes: each overlay is built, compared with the schemas, and held to our rules."""
