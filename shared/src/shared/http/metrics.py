"""Metrics of every process, named as the contract says."""

from prometheus_client import Counter, Gauge, Histogram

HTTP_REQUESTS = Counter("http_requests_total", "HTTP requests", ["service", "route", "method", "status"])
HTTP_SECONDS = Histogram(
    "http_request_duration_seconds",
    "Time to answer an HTTP request",
    ["service", "route"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
DEPENDENCY_UP = Gauge("dependency_up", "1 while what the process depends on answers, else 0", ["dependency"])
LAG = Gauge("kafka_consumer_lag_records", "Records behind the end of the topic", ["group", "topic"])
BATCH_SECONDS = Histogram(
    "kafka_batch_duration_seconds",
    "From a batch's poll to its commit, with the pauses in which records gather",
    ["group"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)
BATCH_RECORDS = Counter("kafka_consumed_records_total", "Records whose batch was committed", ["group", "topic"])
PENDING = Gauge("kafka_producer_pending_records", "Records that the broker has not acknowledged yet", ["client"])
POOL = Gauge(
    "database_pool_connections",
    "Connections to PostgreSQL of this process: in_use, idle, and limit, which is how many there may be",
    ["state"],
)
CACHE_READS = Counter("cache_reads_total", "Look-ups in the cache: hit, miss, failed", ["figure", "result"])
UNDECODED = Counter("kafka_undecodable_records_total", "Records that a reader passed over", ["topic"])
DEAD_LETTERS = Counter("kafka_dead_letters_total", "Records parked in a dead letter topic", ["topic"])
