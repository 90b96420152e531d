"""Which rows of a file are in the ledger already: by id, else by content and occurrence. No I/O."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from portfolio.imports.drafts import Draft, key_of


class Sorted(NamedTuple):
    """`new`: what the ledger lacks, with the key and the occurrence that it will be known by."""

    new: list[tuple[Draft, str, int]]
    known: list[Draft]


def sort_out(
    drafts: Iterable[Draft], format_name: str, in_ledger: Mapping[str, int], exported: Collection[str] = ()
) -> Sorted:
    """`in_ledger`: how often each key is there. `exported`: ids of rows that are there, which our own files name.

    Within a file every row counts. Of rows without an id the ledger then has as many as the larger of the two, not
    the sum; an id counts once.
    """
    found, seen = Sorted([], []), Counter[str]()
    for draft in drafts:
        key = key_of(draft, format_name)
        seen[key] += 1
        has_id = draft.exported_id is not None or draft.external_id is not None
        is_repeated = has_id and seen[key] > 1
        is_there = draft.exported_id is not None and draft.exported_id in exported
        if is_there or is_repeated or seen[key] <= in_ledger.get(key, 0):
            found.known.append(draft)
        else:
            found.new.append((draft, key, seen[key]))
    return found
