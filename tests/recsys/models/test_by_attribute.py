"""Scores through shared attributes: the causes add up to the scores, and both are the slow sum."""

import numpy as np

from recsys.models.attributes import fit_field
from recsys.models.by_attribute import ByAttribute
from tests import worlds

FACTS = worlds.catalogue().facts
FIELDS = tuple(fit_field(FACTS, place, 1.0) for place in ("creator", "tag"))  # type: ignore[arg-type]
ITEMS = np.arange(worlds.N_ITEMS, dtype=np.int32)


def dense(place: int) -> np.ndarray:
    rows = np.zeros((worlds.N_ITEMS, len(FIELDS[place].names)))
    for item in ITEMS:
        FIELDS[place].items.add(ITEMS[item : item + 1], np.ones(1), rows[item])
    return rows


def test_scores_and_causes_are_those_of_the_slow_sum() -> None:
    weights, entries = np.array([0.5, 2.0]), (np.array([4, 9, 70], np.int32), np.array([1.0, -0.3, 1.0]))
    curve = np.zeros(worlds.N_ITEMS)
    curve[[4, 9]] = [1.0, -0.3]  # item 70 came after the fit
    expected = sum(weights[place] * (dense(place) @ (dense(place).T @ curve)) for place in (0, 1))
    out, model = np.zeros(worlds.N_ITEMS), ByAttribute(FIELDS)
    model.add(weights, entries, out)
    field, entry, cells = model.causes(weights, entries, np.append(ITEMS, 70).astype(np.int32))
    np.testing.assert_allclose(out, expected, atol=1e-6)
    np.testing.assert_allclose(cells.sum(axis=0), [*expected, 0.0], atol=1e-6)
    assert set(entry.tolist()) == {0, 1} and set(field.tolist()) <= {0, 1}
