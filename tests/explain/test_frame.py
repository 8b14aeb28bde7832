"""Reasons beside a frame of recommendations: one true sentence a row, in the caller's kind of frame."""

from functools import cache

import pandas as pd
import polars as pl
import pytest

from explain.frame import COLUMNS, with_reasons
from explain.graphemes import length
from explain.vocabulary import vocabulary
from recsys.config import EngineConfig
from recsys.errors import QueryError
from recsys.recommender import Context, Recommender
from tests import worlds


def events() -> pl.DataFrame:
    log = worlds.interactions()
    columns = {"user_id": log.user, "item_id": log.item}
    frame = pl.DataFrame({name: [f"{name[0]}{n}" for n in values] for name, values in columns.items()})
    return frame.with_columns(pl.Series("datetime", log.time), pl.lit("like").alias("event"))


def items() -> pl.DataFrame:
    facts = worlds.catalogue().facts
    return pl.DataFrame(
        {
            "item_id": [f"i{n}" for n in range(len(facts))],
            "title": [f.title for f in facts],
            "creator": [f.creator for f in facts],
            "tags": ["|".join(f.tags) for f in facts],
        }
    )


@cache
def model() -> Recommender:
    return Recommender(EngineConfig(scorers=("popular", "transitions", "content"))).fit(events(), items(), kind="book")


NAMES = "|".join([r"이야기 \d+", *worlds.CREATORS, *worlds.TAGS])


@pytest.mark.parametrize(
    ("locale", "letters", "longest"), [("ko-KR", r"[가-힣]", 18), ("en-US", r"^[^가-힣]*[A-Za-z][^가-힣]*$", 32)]
)
def test_every_row_gets_a_sentence_and_a_label_in_its_language(locale: str, letters: str, longest: int) -> None:
    recommendations = model().recommend(["u1", "u2"], k=8)
    told = with_reasons(model(), recommendations, locale=locale)
    assert told.columns == [*recommendations.columns, *COLUMNS] == [*recommendations.columns, "reason", *COLUMNS[1:]]
    assert told.select(recommendations.columns).equals(recommendations)
    assert told["reason"].str.replace_all(NAMES, "").str.contains(letters).all()
    assert (told["label"].map_elements(length, pl.Int64) <= longest).all()


def test_codes_and_strengths_are_of_the_vocabulary_and_verified_is_a_truth_value() -> None:
    told = with_reasons(model(), model().recommend(["u1", "nobody"], k=8))
    known = {name: {term.name for term in terms} for name, terms in vocabulary().items()}
    assert set(told["code"]) <= known["codes"]
    assert set(told["strength"]) <= known["strengths"]
    assert told["verified"].dtype == pl.Boolean
    assert told["verified"].any()


def test_a_persons_rows_are_told_as_one_list_wherever_they_stand() -> None:
    recommendations = model().recommend(["u1", "u2"], k=8)
    told = with_reasons(model(), recommendations)
    for _, own in told.group_by("user_id"):
        assert own["reason"].n_unique() == 8
    shuffled = recommendations.sort("score", "item_id")
    both = with_reasons(model(), shuffled)
    assert both.select("user_id", "item_id").equals(shuffled.select("user_id", "item_id"))


def test_the_frame_comes_back_in_the_kind_it_went_in_even_with_other_columns() -> None:
    recommendations = model().recommend(["u1"], k=3).to_pandas().assign(price=[1, 2, 3])
    told = with_reasons(model(), recommendations)
    assert isinstance(told, pd.DataFrame)
    assert list(told.columns) == ["user_id", "item_id", "score", "rank", "price", *COLUMNS]


def test_reasons_speak_of_the_visit_they_were_asked_for() -> None:
    told = with_reasons(model(), model().recommend(["nobody"], k=8, context=Context(session=["i1", "i4"])))
    assert "viewed_now" in set(told["code"])
    cold = with_reasons(model(), model().recommend(["nobody"], k=8))
    assert "viewed_now" not in set(cold["code"])


def test_a_row_that_could_not_have_been_recommended_is_named() -> None:
    with pytest.raises(QueryError, match="item 'nowhere' cannot be served to 'u1'"):
        with_reasons(model(), pl.DataFrame({"user_id": ["u1"], "item_id": ["nowhere"]}))


def test_an_empty_frame_stays_empty_and_gets_its_columns() -> None:
    told = with_reasons(model(), model().recommend(["u1"], items=["nowhere"]))
    assert (len(told), told.columns[-5:]) == (0, list(COLUMNS))
