from dataclasses import replace

from sentiment.sources.fetched import DeletedDocument, FetchedDocument
from sentiment.sources.seen import unseen
from shared.events import DocumentKind

from .surroundings import NOW


def document(number: int) -> FetchedDocument:
    return FetchedDocument(
        source="one", native_id=str(number), kind=DocumentKind.NEWS, title=f"Title {number}", published_at=NOW
    )


def test_what_was_handed_on_is_not_handed_on_again() -> None:
    first, position = unseen([document(1), document(2)], {"other": 1})
    second, position = unseen([document(2), document(3)], position)

    assert first == (document(1), document(2))
    assert second == (document(3),)
    assert position["other"] == 1


def test_an_edited_item_is_handed_on_again_and_a_deleted_one_once() -> None:
    _, position = unseen([document(1)], {})
    edited, position = unseen([replace(document(1), title="Another title")], position)
    gone = DeletedDocument(source="one", native_id="1")
    deleted, position = unseen([gone], position)
    again, _ = unseen([gone], position)

    assert [item.native_id for item in edited] == ["1"]
    assert deleted == (gone,)
    assert again == ()


def test_what_is_remembered_is_bounded_and_is_the_newest() -> None:
    _, position = unseen(map(document, range(1_500)), {})

    assert len(position["seen"]) == 1_000
    assert unseen(map(document, range(1_400, 1_500)), position)[0] == ()


def test_a_position_of_another_form_is_no_obstacle() -> None:
    assert unseen([document(1)], {"seen": [["only one"], 7, None]})[0] == (document(1),)
