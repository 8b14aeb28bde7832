"""The planner's own word on a list, against the oracle, on lists good and bad."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.playlist.check import unmet
from recsys.playlist.types import UNMET, Plan, Wish
from tests.recsys.playlist.shelves import judged, random_rows, tracks_of


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 2**32), intent=st.sampled_from(("match", "lift", "focus", "sleep")), data=st.data())
def test_what_is_unmet_is_what_the_oracle_finds_broken_on_any_list(seed, intent, data):
    rng = np.random.default_rng(seed)
    rows = random_rows(rng, 30, artists=6)
    spread = data.draw(st.sampled_from((0.05, 0.2, 1.0)))
    rows = [(v * spread, a * spread - 0.3, *rest) for v, a, *rest in rows]
    order = rng.permutation(30)
    chosen = order[: data.draw(st.integers(1, 12))].astype(np.int32)
    known = np.flatnonzero(rng.random(30) < 0.5)
    wish = Wish(
        start=(float(rng.uniform(-0.5, 0.5)), float(rng.uniform(-0.5, 0.5))),
        intent=intent,
        minutes=float(rng.uniform(5, 60)),
        first=data.draw(st.sampled_from((None, int(chosen[0]), int(order[29])))),
        after=tuple(int(n) for n in order[20 : 20 + data.draw(st.integers(0, 3))]),
        new_share=data.draw(st.sampled_from((None, 0.0, 0.5, 1.0))),
    )
    mask = np.isin(np.arange(30), known)
    found = unmet(tracks_of(rows), wish, chosen, mask)
    assert set(found) == judged(rows, wish, Plan(chosen, (), 0.0, True), known)
    assert list(found) == sorted(found, key=UNMET.index)


def test_an_empty_list_keeps_nothing():
    empty = np.empty(0, dtype=np.int32)
    assert unmet(tracks_of([(0.0, 0.0, None, None, "a")]), Wish((0.0, 0.0)), empty, np.zeros(1, bool)) == ("tracks",)
