"""The mood term: near the aim is better, nothing without an aim, one cause, bounded."""

from dataclasses import replace
from math import dist

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recsys.dataset.catalogue import Catalogue
from recsys.models.mood_fit import MoodFit, fit, load, target_of
from recsys.mood.types import MoodAim, MoodSource
from recsys.protocols import TrainingData
from recsys.types import ItemFacts, Moment
from tests import worlds

POINTS = [(-0.7, -0.3), (0.8, 0.5), (0.1, -0.6)]


def model() -> MoodFit:
    facts = [ItemFacts(f"b{n}", valence=v, arousal=a) for n, (v, a) in enumerate(POINTS)] + [ItemFacts("b3")]
    log = worlds.interactions().take(np.zeros(0, dtype=np.int64))
    return fit(TrainingData(replace(log, n_items=4), Catalogue.of(facts)))


def aim(
    valence: float = -0.6, arousal: float = -0.3, strength: float = 0.6, source: MoodSource = "believed"
) -> MoodAim:
    return MoodAim(valence, arousal, strength, source)


def scores(mood: MoodAim | None, weight: float = 1.0):  # type: ignore[no-untyped-def]
    out = np.zeros(4)
    model().add_scores(worlds.history([]), Moment(mood=mood), np.array([weight]), out)
    return out


unit = st.floats(-1, 1)


@given(
    valence=unit, arousal=unit, strength=st.floats(0, 1), weight=st.floats(0.01, 5),
    source=st.sampled_from(["said", "believed"]),
)  # fmt: skip
def test_the_formula_written_out(
    valence: float, arousal: float, strength: float, weight: float, source: MoodSource
) -> None:
    asked = aim(valence, arousal, strength, source)
    usual = model().moods.usual
    target = target_of(asked, usual)
    nearer = [dist(point, usual) - dist(point, target) for point in POINTS]
    way = max(1.0, 2 * dist(target, usual))
    expected = [weight * strength * (x - np.mean(nearer)) / way for x in nearer] + [0.0]
    np.testing.assert_allclose(scores(asked, weight), expected, atol=1e-12)


def test_a_said_mood_stands_where_it_was_put_and_a_believed_one_that_far_from_the_usual() -> None:
    usual = (0.3, -0.1)
    assert target_of(aim(-0.5, 0.2, source="said"), usual) == (-0.5, 0.2)
    assert target_of(aim(-0.5, 0.2), usual) == (-0.2, 0.1)
    assert target_of(aim(0.9, -1.0), usual) == (1.0, -1.0)


def test_to_believe_that_somebody_is_as_always_moves_nothing() -> None:
    assert (scores(aim(0.0, 0.0, 0.75)) == 0.0).all()


def test_an_item_that_is_there_for_the_need_stands_as_at_the_target() -> None:
    asked = replace(aim(), need="comfort")
    plain = model()
    comforting = replace(plain, moods=replace(plain.moods, needs=np.array([0, 1, 0, 1], dtype=np.uint8)))
    assert np.argmax(plain.fit_to(asked)) == 0
    found = comforting.fit_to(asked)
    assert np.argmax(found) == 1 and found[3] == 0.0
    assert found.max() - found.min() <= asked.strength
    np.testing.assert_allclose(comforting.fit_to(aim()), plain.fit_to(aim()))


def test_an_item_at_the_target_stands_first() -> None:
    for number, (valence, arousal) in enumerate(POINTS):
        assert int(np.argmax(scores(aim(valence, arousal, source="said")))) == number


def test_nearer_items_stand_higher_and_items_without_a_mood_get_nothing() -> None:
    found = scores(aim())
    assert found[0] > found[2] > found[1]
    assert found[3] == 0.0


def test_without_an_aim_nothing_moves_and_nothing_is_named() -> None:
    assert (scores(None) == 0).all()
    items = np.arange(4, dtype=np.int32)
    assert model().causes(worlds.history([1]), Moment(), np.ones(1), items).names == ()
    assert model().unread(worlds.history([]), Moment()) == "no_events"
    assert model().unread(worlds.history([]), Moment(mood=aim())) == ""


def test_the_belief_is_one_cause() -> None:
    items = np.array([2, 0, 7], dtype=np.int32)
    block = model().causes(worlds.history([1, 2]), Moment(mood=aim()), np.array([2.0]), items)
    assert block.names == ("mood",) and block.entry.tolist() == [-1]
    np.testing.assert_allclose(block.contributions[0], [*scores(aim(), 2.0)[[2, 0]], 0.0])


@given(v=unit, a=unit)
def test_the_term_never_passes_its_strength(v: float, a: float) -> None:
    found = scores(aim(v, a, 0.75))
    assert found.max() - found.min() <= 0.75 + 1e-12


def test_new_items_are_placed_by_their_tags() -> None:
    before = model()
    catalogue = Catalogue.of([*(ItemFacts(f"b{n}") for n in range(4)), ItemFacts("new", tags=("슬픔",))])
    after = before.extended(catalogue)
    assert after.n_items == 5 and after.moods.known.tolist() == [True, True, True, False, True]
    assert before.extended(Catalogue.of([ItemFacts(f"b{n}") for n in range(4)])) is before


def test_it_survives_being_written_as_arrays() -> None:
    again = load(model().arrays())
    np.testing.assert_array_equal(again.fit_to(aim()), model().fit_to(aim()))
    assert again.moods.usual == model().moods.usual and again.bounded == model().bounded


@given(items=st.lists(st.integers(0, 3), unique=True), valence=unit, arousal=unit)
def test_some_items_are_told_what_they_are_told_among_all(items: list[int], valence: float, arousal: float) -> None:
    asked = aim(valence, arousal, source="said")
    some = np.array(items, dtype=np.int32)
    np.testing.assert_allclose(model().fit_to(asked, some), model().fit_to(asked)[some], atol=1e-12)
