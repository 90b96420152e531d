"""The partition of a key, computed as every Kafka client does."""

from functools import lru_cache

from aiokafka.partitioner import murmur2


@lru_cache(maxsize=65_536)
def partition_of(key: str, partitions: int) -> int:
    """murmur2 of the UTF-8 key, made positive as the Java client does, modulo the topic's partitions."""
    return int((murmur2(key.encode()) & 0x7FFF_FFFF) % partitions)
