"""From the venues' sockets to Kafka: connect, resume by id, stamp the USD rate, publish."""
