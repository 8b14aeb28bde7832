"""Where items lie on the plane: columns, tags, descriptions, and what a catalogue teaches."""

from dataclasses import replace

import numpy as np
import pytest

from recsys.dataset.catalogue import Catalogue
from recsys.mood.items import LEAST_TAUGHT, bestsellers, item_moods, later_moods
from recsys.mood.vocabulary import tag_moods
from recsys.types import ItemFacts


def moods(*facts: ItemFacts, counts: list[float] | None = None):  # type: ignore[no-untyped-def]
    return item_moods(Catalogue.of(facts), None if counts is None else np.array(counts))


def test_an_items_own_columns_come_first() -> None:
    found = moods(ItemFacts("a", tags=("슬픔",), valence=0.4, arousal=-0.2))
    assert (found.valence[0], found.arousal[0]) == (0.4, -0.2)


def test_tags_in_korean_and_english_place_an_item_at_their_mean() -> None:
    points = tag_moods().points
    found = moods(ItemFacts("a", tags=("슬픔", "Calm", "경제")))
    assert found.valence[0] == pytest.approx((points["슬픔"][0] + points["calm"][0]) / 2)
    assert found.arousal[0] == pytest.approx((points["슬픔"][1] + points["calm"][1]) / 2)


def test_words_of_the_description_count_where_no_tag_does() -> None:
    found = moods(
        ItemFacts("ko", tags=("경제",), description="조용히 슬픔을 안고 사는 사람"),
        ItemFacts("en", description="A funny little book"),
        ItemFacts("none", description="Tables of interest rates"),
        ItemFacts("inside", description="무슬픔"),
    )
    assert found.valence[0] < 0 < found.valence[1]
    assert found.known.tolist() == [True, True, False, False]


def test_half_a_point_is_none() -> None:
    assert not moods(ItemFacts("a", valence=0.4)).known[0]


def test_cautions_keep_an_item_out_of_every_mood() -> None:
    found = moods(ItemFacts("a", valence=-0.5, arousal=0.1, cautions=("자해",)), ItemFacts("b", tags=("슬픔",)))
    assert found.known.tolist() == [False, True]


def test_what_people_usually_choose_is_weighed_by_how_often_they_do() -> None:
    sad, glad = ItemFacts("s", valence=-0.5, arousal=0.0), ItemFacts("g", valence=0.5, arousal=0.4)
    assert moods(sad, glad).usual == pytest.approx((0.0, 0.2))
    assert moods(sad, glad, counts=[1, 3]).usual == pytest.approx((0.25, 0.3))
    assert moods(ItemFacts("x")).usual == (0.0, 0.0)


def test_bestsellers_are_the_few_most_chosen() -> None:
    marked = bestsellers(np.arange(1_000.0), 0.01)
    assert np.flatnonzero(marked).min() >= 985 and 5 <= marked.sum() <= 12
    assert not bestsellers(np.zeros(5), 0.01).any()
    assert not bestsellers(np.full(500, 7.0), 0.01).any()


def taught(n: int = 2 * LEAST_TAUGHT) -> list[ItemFacts]:
    """Here "zorp" is sad and "flim" is glad, whatever the words may mean elsewhere."""
    return [
        ItemFacts(f"i{n}", tags=("zorp",) if n % 2 else ("flim",), valence=-0.6 if n % 2 else 0.6, arousal=-0.1)
        for n in range(n)
    ]


def test_a_catalogue_teaches_its_own_meaning_of_words() -> None:
    found = moods(*taught(), ItemFacts("x", tags=("zorp",)), ItemFacts("y", tags=("flim",)), ItemFacts("z"))
    assert found.valence[-3] < -0.4 and found.valence[-2] > 0.4
    assert not found.known[-1]


def test_a_small_catalogue_teaches_nothing() -> None:
    assert not moods(*taught(LEAST_TAUGHT - 1), ItemFacts("x", tags=("zorp",))).known[-1]


def test_a_providers_scale_becomes_ranks_and_a_judged_one_stays() -> None:
    scale = np.linspace(0.0, 0.3, LEAST_TAUGHT)
    provider = moods(*(ItemFacts(f"p{i}", valence=v, arousal=v) for i, v in enumerate(scale)))
    assert provider.valence[0] == pytest.approx(-1 + 1 / LEAST_TAUGHT)
    assert provider.valence[-1] == pytest.approx(1 - 1 / LEAST_TAUGHT)
    judged = moods(*(ItemFacts(f"p{i}", valence=v - 0.1, arousal=v - 0.1) for i, v in enumerate(scale)))
    np.testing.assert_allclose(judged.valence, scale - 0.1)


def test_later_items_get_their_place_and_earlier_ones_keep_theirs() -> None:
    before = Catalogue.of([ItemFacts("a", tags=("슬픔",)), ItemFacts("b")])
    first = item_moods(before, np.array([3.0, 1.0]))
    grown = later_moods(first, before.updated([ItemFacts("c", tags=("유쾌한",))]))
    np.testing.assert_array_equal(grown.valence[:2], first.valence)
    assert grown.valence[2] > 0 and grown.usual == first.usual and len(grown.everyones) == 3


def test_tags_say_what_a_work_is_there_for() -> None:
    found = moods(
        ItemFacts("a", tags=("위로", "밤")), ItemFacts("b", tags=("잔잔한",)), ItemFacts("c", tags=("Comfort", "calm"))
    )
    assert found.answering("comfort").tolist() == [True, False, True]
    assert found.answering("calm").tolist() == [False, True, True]
    assert [found.answers(item, "comfort") for item in (0, 1, 2, 3)] == [True, False, True, False]


def test_a_guarded_work_is_there_for_no_mood() -> None:
    (caution, *_) = sorted(tag_moods().guarded)
    assert not moods(ItemFacts("a", tags=("위로",), cautions=(caution,))).answering("comfort").any()


def test_later_items_are_there_for_their_needs() -> None:
    before = Catalogue.of([ItemFacts("a", tags=("위로",)), ItemFacts("b")])
    for first in (item_moods(before), replace(item_moods(before), needs=np.zeros(0, dtype=np.uint8))):
        grown = later_moods(first, before.updated([ItemFacts("c", tags=("힐링",))]))
        assert grown.answering("comfort").tolist() == [len(first.needs) > 0, False, True]


def test_every_tag_of_a_need_has_a_point() -> None:
    assert {tag for own in tag_moods().needs.values() for tag in own} <= set(tag_moods().points)


def test_an_empty_catalogue_has_no_moods() -> None:
    assert len(moods()) == 0


def test_every_point_of_the_vocabulary_lies_on_the_plane() -> None:
    points = np.array(list(tag_moods().points.values()))
    assert np.abs(points).max() <= 1.0
    assert {"이별", "breakup"} <= tag_moods().loss <= set(tag_moods().points) | {"갈등"}
