"""Adding what a person did with sensitive items moves nothing by that matter: no score, no interest, no reason."""

from dataclasses import replace

import numpy as np
import pytest

from recsys.dataset.catalogue import Catalogue
from recsys.models import content
from recsys.models.attributes import attributes_of
from recsys.mood.items import item_moods
from recsys.protocols import TrainingData
from recsys.ranking.evidence import values_of
from recsys.state.interests import interests_of
from recsys.types import ItemFacts
from tests import worlds
from tests.recsys.models import newcomers

MATTERS = ("우울증", "사별", "임신", "퀴어", "불교", "정치", "가정폭력", "파산")


def shop(tag: str, place: str) -> TrainingData:
    """Books b0-b19 share nothing but one value of one field; the others share nothing at all."""
    common = {"tags": (tag,)} if place == "tag" else {"category": tag}
    facts = [ItemFacts(f"b{i}", "book", **(common if i < 20 else {})) for i in range(worlds.N_ITEMS)]  # type: ignore[arg-type]
    return TrainingData(worlds.interactions(), Catalogue.of(facts))


@pytest.mark.parametrize("place", ["tag", "category"])
@pytest.mark.parametrize("matter", MATTERS)
def test_ten_events_on_what_shares_only_a_sensitive_matter_add_nothing(matter: str, place: str) -> None:
    model = content.fit(shop(matter, place))
    before = newcomers.scores(model, [30])
    np.testing.assert_array_equal(newcomers.scores(model, [30, *range(10)]), before)


@pytest.mark.parametrize("place", ["tag", "category"])
def test_the_same_ten_events_count_where_the_matter_is_an_ordinary_one(place: str) -> None:
    model = content.fit(shop("우정", place))
    assert (newcomers.scores(model, [30, *range(10)])[10:20] > 0.0).all()


@pytest.mark.parametrize("matter", MATTERS)
def test_no_reason_and_no_interest_names_it(matter: str) -> None:
    facts = ItemFacts("a", category=matter, creator="한강", tags=(matter, "위로"))
    for place in ("tag", "category"):
        assert matter not in values_of(facts, place) + attributes_of(facts, place)
    touched = replace(worlds.state([0]), touches=tuple(replace(t, item_id="a") for t in worlds.state([0]).touches))
    assert {i.value for i in interests_of(touched, Catalogue.of([facts]))} == {"한강", "위로"}


def test_a_sensitive_tag_gives_an_item_no_mood() -> None:
    moods = item_moods(Catalogue.of([ItemFacts("a", tags=("우울", "상실")), ItemFacts("b", tags=("슬픔",))]))
    assert moods.known.tolist() == [False, True]
