"""A fit that would not fit is refused before it begins, by the sum of all that is held at once."""

from dataclasses import replace

import numpy as np
import pytest

from recsys.config import EngineConfig
from recsys.errors import MemoryLimitError
from recsys.memory import GIB, INDEX, WEIGHTS, check_memory, needs_of, peak
from recsys.models.rowwise import cells_a_row
from recsys.needs import Needs
from recsys.protocols import Progress
from recsys.training import fit_engine
from tests import worlds

CONFIG = EngineConfig()


def test_scorers_stay_while_later_ones_are_fitted() -> None:
    assert peak({"a": Needs(3, 20), "b": Needs(5, 10), "c": Needs(7, 9)}) == 24
    assert peak({"a": Needs(3, 1), "b": Needs(5, 10), "c": Needs(7, 9)}) == 24
    assert peak({"a": Needs(30, 1), "b": Needs(5)}) == 35


def test_every_scorer_the_weights_and_the_index_are_counted() -> None:
    found = needs_of(worlds.training(), CONFIG)
    assert list(found) == [*CONFIG.scorers, WEIGHTS, INDEX]
    assert all(own.kept >= 0 and own.working >= 0 for own in found.values())
    assert found[WEIGHTS].working > 0


def test_the_refusal_names_the_estimate_the_limit_the_largest_and_the_way_out() -> None:
    data = worlds.training()
    most = peak(needs_of(data, CONFIG))
    check_memory(replace(data, memory_limit=most), CONFIG)
    tight = replace(data, memory_limit=most - 1)
    with pytest.raises(MemoryLimitError, match=r"a fit on 60 items, 80 people and 1,200 events needs about") as refused:
        check_memory(tight, CONFIG)
    told = str(refused.value)
    assert f"{most / GIB:.2f} GiB beside the data (the most: " in told
    assert "raise `memory_limit_gib` or leave some out of `scorers`" in told


def test_nothing_is_fitted_before_the_refusal() -> None:
    steps: list[str] = []

    def told(step: str, _: float) -> None:
        steps.append(step)

    progress: Progress = told
    data = replace(worlds.training(), progress=progress)
    tight = replace(data, memory_limit=peak(needs_of(data, CONFIG)) // 2)
    with pytest.raises(MemoryLimitError):
        fit_engine(tight)
    assert steps == []


def test_leaving_scorers_out_makes_room() -> None:
    data = worlds.training()
    few = EngineConfig(scorers=("popular", "content"))
    limit = peak(needs_of(data, few))
    assert limit < peak(needs_of(data, CONFIG))
    fit_engine(replace(data, memory_limit=limit), few)


def test_rows_that_would_hold_too_few_cells_are_refused_by_name() -> None:
    with pytest.raises(MemoryLimitError, match=r"transitions on 1,000,000 items needs a memory limit of 1.2 GiB"):
        cells_a_row("transitions", 500, 1_000_000, GIB)


def test_people_who_never_return_are_asked_for_one_choice_each() -> None:
    data = worlds.training()
    pairs = data.interactions.user.astype("int64") * worlds.N_ITEMS + data.interactions.item
    first = data.interactions.take(np.sort(np.unique(pairs, return_index=True)[1]))
    once, again = (
        needs_of(replace(data, interactions=log), CONFIG)[WEIGHTS].working for log in (first, data.interactions)
    )
    assert once < 0.6 * again
