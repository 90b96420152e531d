"""What a producer is made of: batches, what waits for each partition, the client that sends them."""
