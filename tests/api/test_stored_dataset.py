"""Learning from what the service has stored, through the consent door."""

from collections.abc import Iterator

import numpy as np
import pytest

from api.consent import Purpose
from api.store.store import Store
from api.stored_dataset import stored_dataset
from recsys.errors import DataError
from recsys.events import Event, EventName
from recsys.types import ItemFacts

NOW = 1_760_000_000


@pytest.fixture
def store(tmp_path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path / 'shop.db'}", now=lambda: NOW)
    opened.put_items("default", [ItemFacts(f"b{i}", "book", title=f"책 {i}") for i in range(5)])
    yield opened
    opened.close()


def liked(user: str, item: str, number: int, name: EventName = EventName.LIKE) -> Event:
    return Event(f"{user}-{number}", name, NOW - 1_000 + number, user, f"s-{user}", item)


def test_events_become_interactions_in_time_order(store: Store) -> None:
    store.append("default", [liked("u2", "b1", 2), liked("u1", "b0", 1), liked("u1", "b3", 3)])
    data = stored_dataset(store, "default")
    assert [data.users.ids[u] for u in data.interactions.user] == ["u1", "u2", "u1"]
    assert [data.catalogue.items.ids[i] for i in data.interactions.item] == ["b0", "b1", "b3"]
    assert data.meta.kind == "book"
    assert len(data.catalogue) == 5


def test_a_person_without_consent_is_not_learned_from(store: Store) -> None:
    store.append("default", [liked("u1", "b0", 1), liked("u2", "b1", 2)])
    store.put_consents("default", "u1", {Purpose.HISTORY: False}, "v1")
    assert stored_dataset(store, "default").users.ids == ("u2",)


def test_a_refused_item_is_not_learned_from(store: Store) -> None:
    store.append(
        "default", [liked("u1", "b0", 1), liked("u1", "b1", 2), liked("u1", "b0", 3, EventName.NOT_INTERESTED)]
    )
    data = stored_dataset(store, "default")
    assert [data.catalogue.items.ids[i] for i in data.interactions.item] == ["b1"]
    assert data.refused == ((0, 0),)


def test_past_orders_and_stored_events_are_learned_from_together(store: Store) -> None:
    store.append("default", [liked("u1", "b0", 1)])
    base = stored_dataset(store, "default")
    store.append("default", [liked("u1", "b1", 4), liked("u3", "b2", 5)])
    both = stored_dataset(store, "default", base)
    assert both.users.ids == ("u1", "u3")
    assert len(both.interactions) == 3, "u1's first event is in the folder and in the store, and counts once"


def test_the_data_without_a_forgotten_person_is_the_data_that_never_knew_them(store: Store, tmp_path) -> None:
    others = [liked("u1", "b0", 1), liked("u3", "b2", 5), liked("u3", "b1", 6)]
    store.append("default", [*others, liked("u2", "b4", 2), liked("u2", "b1", 7)])
    before = stored_dataset(store, "default")
    store.forget("default", "u2")
    fresh = Store.open(f"sqlite:///{tmp_path / 'fresh.db'}", now=lambda: NOW)
    fresh.put_items("default", store.items("default"))
    fresh.append("default", others)
    never = stored_dataset(fresh, "default")
    fresh.close()
    for after in (stored_dataset(store, "default"), stored_dataset(store, "default", before)):
        assert after.users.ids == never.users.ids
        assert set(after.event_ids) == set(never.event_ids)
    np.testing.assert_array_equal(stored_dataset(store, "default").interactions.item, never.interactions.item)


def test_an_empty_shop_says_what_to_do(tmp_path) -> None:
    empty = Store.open(f"sqlite:///{tmp_path / 'empty.db'}", now=lambda: NOW)
    with pytest.raises(DataError, match="PUT /v1/items"):
        stored_dataset(empty, "default")
    empty.close()
