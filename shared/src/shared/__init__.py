"""The library of all services: contracts, Kafka, database, HTTP application, settings. It imports no service."""
