"""The private fields of aiokafka that `Batch` uses: if this fails, a new release has changed them."""

from shared.kafka.sending.batch import Batch, Record


def test_a_batch_is_filled_past_aiokafka_s_own_append() -> None:
    batch = Batch()
    records: list[Record] = [(1_000 + number, b"key", b"value %d" % number, None) for number in range(3)]

    assert hasattr(batch._builder, "append"), "aiokafka's BatchBuilder has no _builder.append: rewrite Batch.fill"
    assert batch._relative_offset == 0, "aiokafka's BatchBuilder has no _relative_offset: rewrite Batch.fill"
    assert batch.fill(records, [("schema", b"TradeV1")]) == 3
    assert batch.record_count() == 3
