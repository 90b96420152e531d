"""PostgreSQL, Valkey and Kafka from their packages: command lines, settings, whether they answer."""
