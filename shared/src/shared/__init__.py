"""What every service stands on: contracts, Kafka, HTTP application, settings. It imports no service."""
