"""A run of the benchmark fails where a promise did not hold."""

from bench.figures import Figure, at_least, at_most, exit_code


def test_a_run_fails_when_any_target_is_missed_and_only_then() -> None:
    kept = [at_least("a", "rate", 10, "/s", 5), at_most("a", "age", 3, "ms", 3), Figure("a", "just said", 1, "ms")]

    assert exit_code(kept) == 0
    assert exit_code([*kept, at_most("a", "age", 3.1, "ms", 3)]) == 1
