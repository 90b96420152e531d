"""What is followed, and why the rest is not: acknowledgements, refusals, silence, listings."""

from market_data.feed.following import SILENT_AFTER, Following
from market_data.feed.subscriber import Answers
from market_data.venues.types import Acknowledged, RefusedRequest
from shared.events import NotFollowed

LISTED_US = 1_000_000_000
BOTH = {"A": True, "B": True}


def following(*, acknowledges_anything: bool = False) -> Following:
    one = Following(acknowledges_anything=acknowledges_anything)
    one.on_listing(BOTH, LISTED_US)
    one.on_connected()
    one.on_requested(BOTH)
    return one


def test_only_what_was_acknowledged_is_followed() -> None:
    one = following()

    assert one.on_accepted(["A"], 0) == ["A"]
    assert one.on_refused(["B"]) == ["B"]
    assert (one.reason("A"), one.reason("B")) == (None, NotFollowed.REFUSED)
    assert one.to_request_again(list(BOTH)) == ["B"]


def test_what_is_not_answered_is_named_so_and_asked_for_again() -> None:
    one = following()
    one.on_accepted(["A"], 0)

    assert one.reason("B") is NotFollowed.UNANSWERED
    assert one.to_request_again(list(BOTH)) == ["B"]


def test_what_was_refused_and_is_accepted_later_is_followed() -> None:
    one = following()
    one.on_refused(["B"])

    assert one.on_refused(["B"]) == []
    assert one.on_accepted(["B"], 0) == ["B"]
    assert one.reason("B") is None


def test_where_anything_is_acknowledged_the_first_frame_proves_it() -> None:
    one = following(acknowledges_anything=True)

    assert one.on_accepted(["A", "B"], 0) == []
    assert one.awaited == {"A", "B"}
    assert one.on_frame("A", None)
    assert not one.on_frame("A", None)
    assert (one.reason("A"), one.reason("B")) == (None, NotFollowed.UNANSWERED)
    assert one.silent(SILENT_AFTER) == []
    assert one.silent(SILENT_AFTER + 1) == ["B"]

    one.on_refused(["B"])
    assert one.to_request_again(list(BOTH)) == ["B"]
    assert one.on_frame("B", None)
    assert one.reason("B") is None


def test_what_is_halted_is_silent_for_a_good_reason() -> None:
    one = following(acknowledges_anything=True)
    one.on_listing({"A": True, "B": False}, LISTED_US)

    assert one.on_accepted(["B"], 0) == ["B"]
    assert one.silent(SILENT_AFTER + 1) == []
    assert one.reason("B") is NotFollowed.HALTED


def test_a_halted_one_trades_again_with_its_first_trade_or_when_the_list_says_so() -> None:
    one = following()
    one.on_accepted(["A", "B"], 0)
    one.on_listing({"A": False, "B": False}, LISTED_US)

    one.on_frame("A", LISTED_US + 1)  # it was under way when the list was made
    assert one.reason("A") is NotFollowed.HALTED
    one.on_frame("A", LISTED_US + 10_000_000)
    assert one.reason("A") is None

    one.on_listing(BOTH, LISTED_US + 20_000_000)
    assert one.to_request(list(BOTH)) == ["B"]  # a venue may have ended the subscription with the halt


def test_what_is_delisted_is_not_asked_for_and_listed_again_it_is() -> None:
    one = following()
    one.on_accepted(["A", "B"], 0)
    one.on_listing({"A": True}, LISTED_US)

    assert one.reason("B") is NotFollowed.NOT_LISTED
    assert one.to_request(list(BOTH)) == one.to_request_again(list(BOTH)) == []
    one.on_listing(BOTH, LISTED_US)
    assert one.to_request(list(BOTH)) == ["B"]
    assert one.on_accepted(["B"], 0) == ["B"]


def test_a_new_connection_has_no_subscription() -> None:
    one = following()
    one.on_accepted(["A"], 0)
    one.on_refused(["B"])
    one.on_connected()

    assert (one.reason("A"), one.reason("B")) == (NotFollowed.UNANSWERED, NotFollowed.REFUSED)
    assert one.to_request(list(BOTH)) == ["A", "B"]


def test_one_bad_name_in_a_message_that_is_ignored_whole_leaves_the_others_to_be_repeated() -> None:
    answers = Answers("ABC", 1)
    answers.on_refused(RefusedRequest("B is not valid", ("B",)))

    assert answers.complete.is_set()
    assert (answers.refused, answers.to_repeat()) == ({"B"}, [["A", "C"]])


def test_a_refusal_that_names_nothing_is_narrowed_down_in_halves() -> None:
    answers = Answers("ABCD", 1)
    answers.on_refused(RefusedRequest("something is wrong"))

    assert answers.to_repeat() == [["A", "B"], ["C", "D"]]


def test_pair_by_pair_the_others_are_still_waited_for() -> None:
    answers = Answers("AB", 1)
    answers.on_refused(RefusedRequest("not supported A", ("A",), is_whole=False))
    assert not answers.complete.is_set()

    assert answers.on_acknowledged(Acknowledged(("B",))) == {"B"}
    assert answers.complete.is_set()
    assert answers.to_repeat() == []


def test_an_answer_to_another_request_changes_nothing() -> None:
    answers = Answers("AB", 2)

    assert answers.on_acknowledged(Acknowledged(request_id=1)) == set()
    answers.on_refused(RefusedRequest("too late", request_id=1))
    answers.on_refused(RefusedRequest("Z is not valid", ("Z",)))
    assert answers.waiting == {"A", "B"}
    assert answers.on_acknowledged(Acknowledged(request_id=2)) == {"A", "B"}
