"""Deleting a person masks what a model still knows of them, without keeping their id."""

from api.store.store import Store
from recsys.events import EventName
from tests.api.store.builders import SHOP, event
from tests.api.store.conftest import OpenStore


def test_somebody_never_deleted_is_not_forgotten(store: Store) -> None:
    store.append(SHOP, [event("e1")])
    assert not store.is_forgotten(SHOP, "u1")


def test_a_deleted_person_is_forgotten_in_every_process_even_without_a_row_here(open_store: OpenStore) -> None:
    ours, theirs = open_store(), open_store()
    before = theirs.stamp(SHOP, "only-in-the-model")
    ours.forget(SHOP, "only-in-the-model")
    assert theirs.is_forgotten(SHOP, "only-in-the-model")
    assert not theirs.is_forgotten("other", "only-in-the-model")
    assert not before.holds(theirs.stamp(SHOP, "only-in-the-model"))


def test_the_id_itself_is_in_no_row(store: Store) -> None:
    store.append(SHOP, [event("e1", user_id="very-secret-id")])
    store.forget(SHOP, "very-secret-id")
    rows = store._database.connection().exec_driver_sql("SELECT * FROM forgotten").all()
    assert len(rows) == 1
    assert "very-secret-id" not in repr(rows)


def test_a_stamp_changes_with_every_change_about_the_person_and_only_then(store: Store) -> None:
    store.append(SHOP, [event("e1")])
    first = store.stamp(SHOP, "u1")
    assert first.head == store.head(SHOP, "u1") and not first.is_unseen
    store.append(SHOP, [event("e2", user_id="u2")])
    store.forget(SHOP, "u3")
    assert first.holds(store.stamp(SHOP, "u1"))
    store.append(SHOP, [event("e3", EventName.LIKE)])
    assert not first.holds(store.stamp(SHOP, "u1"))
