from shared.events.ids import uuid7


def test_ids_are_version_7_and_sort_by_time_to_the_millisecond() -> None:
    ids = [uuid7() for _ in range(1_000)]

    assert {value.version for value in ids} == {7}
    assert {value.variant for value in ids} == {"specified in RFC 4122"}
    assert len(set(ids)) == len(ids)
    assert [value.int >> 80 for value in ids] == sorted(value.int >> 80 for value in ids)


def test_ids_of_one_millisecond_sort_by_the_order_they_were_made_in() -> None:
    ids = []
    for _ in range(1_000):
        ids.append(uuid7())
        for _ in range(20):  # takes longer than the 244 ns that ids differ by
            uuid7()

    assert ids == sorted(ids)
