from datetime import date

import numpy as np
import pytest

from recsys.dataset.demo.tag_mood import TAG_MOOD
from recsys.dataset.demo.world import build_world, is_consumable, mood_of_item
from recsys.types import ItemFacts
from tests.recsys.dataset.demo.fixtures import books


def world_of(*facts):
    return build_world(facts, np.random.default_rng(0))


def test_volumes_are_chained_by_number_and_not_by_row():
    world = world_of(
        ItemFacts("c", kind="book", series="연작", series_index=3.0),
        ItemFacts("a", kind="book", series="연작", series_index=1.0),
        ItemFacts("b", kind="book", series="연작", series_index=2.0),
        ItemFacts("x", kind="book"),
    )
    assert world.next_volume.tolist() == [-1, 2, 0, -1]
    assert world.previous_volume.tolist() == [2, -1, 1, -1]


def test_a_volume_that_cannot_be_had_does_not_hold_up_the_next():
    world = world_of(
        ItemFacts("a", kind="book", series="연작", series_index=1.0, available=False),
        ItemFacts("b", kind="book", series="연작", series_index=2.0),
    )
    assert world.previous_volume.tolist() == [-1, -1]


def test_the_next_volume_is_in_the_same_format_where_there_is_one_and_no_edition_is_out_of_turn():
    def edition(item_id, number, form):
        return ItemFacts(item_id, kind="book", series="연작", series_index=number, format=form)

    world = world_of(
        edition("p1", 1.0, "paper"),
        edition("e1", 1.0, "ebook"),
        edition("p2", 2.0, "paper"),
        edition("e2", 2.0, "ebook"),
    )
    assert world.next_volume.tolist() == [2, 3, -1, -1]
    assert world.previous_volume.tolist() == [-1, -1, 0, 0]


def test_popularity_is_heavy_tailed():
    world = build_world(books().facts, np.random.default_rng(0))
    share = np.sort(np.exp(world.popularity))[::-1]
    assert share[:12].sum() / share.sum() > 0.35


def test_an_items_own_mood_wins_over_its_tags_and_no_mood_is_neutral():
    assert mood_of_item(ItemFacts("a", tags=("위로",), valence=0.3, arousal=0.1)) == (0.3, 0.1)
    assert mood_of_item(ItemFacts("a", tags=("이별", "물고기"))) == TAG_MOOD["이별"]
    assert mood_of_item(ItemFacts("a", tags=("물고기",))) == (0.0, 0.0)


def test_every_mood_of_a_tag_is_on_the_plane():
    assert np.abs(np.array(list(TAG_MOOD.values()))).max() <= 1.0


@pytest.mark.parametrize(
    ("released", "day"),
    [
        ("2026-09-14", date(2026, 9, 14)),
        ("2026-09", date(2026, 9, 1)),
        ("2014", date(2014, 1, 1)),
        ("", date(1, 1, 1)),
        ("미정", date(1, 1, 1)),
        ("2026-00-31", date(2026, 1, 28)),
    ],
)
def test_a_release_day_is_read_as_far_as_it_is_given(released, day):
    assert world_of(ItemFacts("a", released=released)).released[0] == day.toordinal()


def test_consumables_are_marked_in_the_catalogue():
    assert is_consumable(ItemFacts("a", extra=(("consumable", "True"),)))
    assert not is_consumable(ItemFacts("a", extra=(("consumable", "false"),)))
    assert not is_consumable(ItemFacts("a"))


def test_no_items_are_a_world_too():
    assert len(world_of()) == 0
