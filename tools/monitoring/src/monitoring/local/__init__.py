"""Prometheus, Alertmanager and exporters beside a local `make up`, from the same files as everywhere else."""
