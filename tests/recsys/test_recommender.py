"""The notebook face, as the contract words it: frames in, frames of the same kind out, causes that add up."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from recsys.config import EngineConfig
from recsys.dataset.frames import dataset_from_frames
from recsys.errors import ArtifactError, QueryError
from recsys.evidence import SeenThisSession
from recsys.recommender import Ask, Context, NotFittedError, Recommender
from tests import worlds

COLUMNS = ["user_id", "item_id", "score", "rank"]
EVIDENCE = ["user_id", "item_id", "scorer", "cause", "event_ids", "contribution", "share"]
RATES = {"u0": "b3", "u1": "b10"}


def events() -> pl.DataFrame:
    log = worlds.interactions()
    return pl.DataFrame(
        {
            "user_id": [f"u{n}" for n in log.user],
            "item_id": [f"b{n}" for n in log.item],
            "datetime": log.time,
            "event_id": [f"e{n}" for n in range(len(log))],
        }
    )


def items() -> pl.DataFrame:
    facts = worlds.catalogue().facts
    names = ("item_id", "title", "creator", "category", "series", "series_index", "work_id", "age_limit", "available")
    return pl.DataFrame({name: [getattr(f, name) for f in facts] for name in names}).with_columns(
        pl.Series("tags", ["|".join(f.tags) for f in facts])
    )


@cache
def model() -> Recommender:
    return Recommender().fit(events(), items(), kind="book", name="shop")


@cache
def state():
    return model().state_of("u1")


def listed(recommendations: pl.DataFrame) -> list[tuple[str, str]]:
    return list(zip(recommendations["user_id"], recommendations["item_id"], strict=True))


def scores(recommendations: pl.DataFrame) -> dict[str, float]:
    return dict(zip(recommendations["item_id"], recommendations["score"], strict=True))


@pytest.mark.parametrize(
    ("convert", "kind"),
    [(pl.DataFrame.to_pandas, pd.DataFrame), (pl.DataFrame.clone, pl.DataFrame), (pl.DataFrame.to_arrow, pa.Table)],
)
def test_frames_come_back_in_the_kind_they_went_in(convert, kind: type) -> None:
    cheap = Recommender(EngineConfig(scorers=("popular", "transitions")))
    fitted = cheap.fit(convert(events()), convert(items()), kind="book")
    recommendations = fitted.recommend(["u1", "u2"], k=3)
    evidence = fitted.evidence(recommendations)
    assert (type(recommendations), type(evidence)) == (kind, kind)
    names = "column_names" if kind is pa.Table else "columns"
    assert list(getattr(recommendations, names)) == COLUMNS
    assert list(getattr(evidence, names)) == EVIDENCE
    expected = Recommender(EngineConfig(scorers=("popular", "transitions"))).fit(events(), items(), kind="book")
    assert pl.DataFrame(recommendations).equals(expected.recommend(["u1", "u2"], k=3))


def test_each_person_gets_k_new_items_best_first() -> None:
    found = model().recommend(["u1", "u2"], k=4)
    assert found["rank"].to_list() == [1, 2, 3, 4] * 2
    for (user,), own in found.group_by("user_id"):
        assert own["score"].is_sorted(descending=True)
        assert not set(own["item_id"]) & {t.item_id for t in model().state_of(str(user)).touches}


def test_what_was_viewed_comes_back_when_asked_for() -> None:
    seen = {t.item_id for t in state().touches}
    found = model().recommend(["u1"], k=worlds.N_ITEMS, filter_viewed=False)
    assert set(found["item_id"]) == set(worlds.catalogue().items.ids) >= seen
    assert len(model().recommend(["u1"], k=worlds.N_ITEMS)) == worlds.N_ITEMS - len(seen)


def test_an_unknown_person_gets_a_list_and_nobody_an_empty_frame() -> None:
    assert len(model().recommend(["nobody"], k=5)) == 5
    assert model().rank("nobody").strategy == "cold"
    empty = model().recommend([], k=5)
    assert (len(empty), list(empty.columns)) == (0, COLUMNS)
    assert list(model().evidence(model().recommend(["u1"], items=["nowhere"])).columns) == EVIDENCE


def test_only_the_given_items_are_ranked_unknown_ones_passed_over() -> None:
    found = model().recommend(["u1"], items=["b10", "b13", "nowhere"], filter_viewed=False)
    everything = scores(model().recommend(["u1"], k=worlds.N_ITEMS, filter_viewed=False))
    assert scores(found) == {item: everything[item] for item in ("b10", "b13")}


def test_evidence_sums_to_the_score_of_each_item() -> None:
    recommendations = model().recommend(["u1", "u2", "nobody"], k=5)
    evidence = model().evidence(recommendations)
    sums = evidence.group_by("user_id", "item_id").agg(
        pl.col("contribution").sum(), pl.col("share").sum(), pl.col("contribution").abs().sum().alias("size")
    )
    joined = recommendations.join(sums, on=["user_id", "item_id"], how="left")
    for row in joined.iter_rows(named=True):
        assert row["contribution"] == pytest.approx(row["score"], abs=1e-5 * max(1.0, row["size"]))
        assert row["share"] == pytest.approx(1.0)
    assert len(joined) == 15


def test_the_events_cited_are_the_persons_own() -> None:
    evidence = model().evidence(model().recommend(["u1"], k=5))
    own = {t.event_id for t in state().touches}
    cited = {event for events in evidence["event_ids"] for event in events}
    assert cited
    assert cited <= own


def test_contributions_of_any_item_even_a_seen_one_sum_to_its_score() -> None:
    everything = scores(model().recommend(["u1"], k=worlds.N_ITEMS, filter_viewed=False))
    model().recommend(["u1"])
    for item in (state().touches[0].item_id, "b7", "b5"):
        rows = model().contributions("u1", item)
        assert set(rows[0]) == {"scorer", "cause", "contribution", "share"}
        assert sum(r["contribution"] for r in rows) == pytest.approx(everything[item], abs=1e-5)
        assert [abs(r["contribution"]) for r in rows] == sorted((abs(r["contribution"]) for r in rows), reverse=True)
    with pytest.raises(QueryError, match="unknown item 'nowhere'"):
        model().contributions("u1", "nowhere")


def test_masking_events_takes_exactly_their_contributions_off_every_score() -> None:
    everything = tuple(worlds.catalogue().items.ids)
    whole = model().recommend(["u1"], k=worlds.N_ITEMS, items=everything, filter_viewed=False)
    evidence = model().evidence(whole)
    gone = set(evidence.filter(pl.col("item_id") == whole["item_id"][0])["event_ids"].list.explode().drop_nulls()[:1])
    masked = scores(
        model().recommend(["u1"], k=worlds.N_ITEMS, items=everything, filter_viewed=False, without=list(gone))
    )
    entry_of = {t.event_id: t.item_id for t in state().touches}
    (item,) = {entry_of[event] for event in gone}
    share = 1 / sum(t.item_id == item for t in state().touches)  # all acts are alike here
    for (served,), rows in evidence.group_by("item_id"):
        lost = share * rows.filter(pl.col("cause").str.ends_with(f":{item}"))["contribution"].sum()
        bound = 1e-5 * max(1.0, rows["contribution"].abs().sum())
        assert scores(whole)[str(served)] - masked[str(served)] == pytest.approx(lost, abs=bound)


def test_masking_holds_the_candidates_and_refolding_replays_without_the_events() -> None:
    gone = [state().touches[-1].event_id]
    item = state().touches[-1].item_id
    assert sum(t.item_id == item for t in state().touches) == 1
    masked = model().recommend(["u1"], k=worlds.N_ITEMS, without=gone)
    refolded = model().recommend(["u1"], k=worlds.N_ITEMS, without=gone, refold=True)
    assert item not in masked["item_id"].to_list()
    assert item in refolded["item_id"].to_list()
    log = events().filter(pl.col("event_id") != gone[0])
    data = dataset_from_frames(log, items(), kind="book")
    replayed = Recommender()
    replayed._engine, replayed._dataset, replayed._last_at = model().engine, data, model()._last_at
    assert listed(replayed.recommend(["u1"], k=worlds.N_ITEMS)) == listed(refolded)
    assert scores(replayed.recommend(["u1"], k=worlds.N_ITEMS)) == scores(refolded)


def test_items_of_this_visit_move_the_list_and_are_evidence_of_it() -> None:
    here = ["b1", "unheard of", "b4"]
    before, after = (model().recommend(["nobody"], k=9, context=c) for c in (Context(), Context(session=here)))
    assert listed(before) != listed(after)
    assert not {"b1", "b4"} & set(after["item_id"])
    ranking = model().rank("nobody", 9)
    assert ranking.strategy == "session"
    seen = [e for item in ranking.items for e in item.evidence if isinstance(e, SeenThisSession)]
    assert {cited.facts.item_id for e in seen for cited in e.items} <= {"b1", "b4"}
    assert seen
    assert model().rank("nobody", 9, Ask()).strategy == "cold"


def test_the_time_of_the_request_counts_and_needs_an_offset() -> None:
    end = int(events()["datetime"].max())  # type: ignore[arg-type]
    default = model().recommend(["u1"], k=5)
    for at in (end + 1, datetime.fromtimestamp(end + 1, UTC)):
        assert model().recommend(["u1"], k=5, context=Context(at=at)).equals(default)
    early = model().recommend(["u1"], k=5, context=Context(at=1_700_000_000))
    assert scores(early) != scores(default)
    with pytest.raises(QueryError, match="a time without an offset"):
        model().recommend(["u1"], context=Context(at=datetime(2026, 1, 1)))


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        ({"users": "u1"}, r"users: 'u1' is one id; allowed: a list of ids, such as \['u1'\]"),
        ({"users": ["u1"], "items": "b1"}, "items: 'b1' is one id"),
        ({"users": ["u1"], "without": "e1"}, "without: 'e1' is one id"),
        ({"users": ["u1"], "k": 0}, "k: 0 items asked for; allowed: 1 to 1000"),
    ],
)
def test_a_mistaken_question_is_answered_with_what_is_allowed(ask: dict, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        model().recommend(**ask)


def test_more_than_there_is_gives_all_there_is() -> None:
    assert len(model().recommend(["nobody"], k=10**9)) == worlds.N_ITEMS


def test_number_ids_of_a_frame_are_found_by_number() -> None:
    numbered = events().with_columns(pl.col("user_id", "item_id").str.slice(1).cast(pl.Int64)).to_pandas()
    fitted = Recommender(EngineConfig(scorers=("popular", "transitions"))).fit(numbered)
    by_number, by_text = fitted.recommend([1], k=3), fitted.recommend(["1"], k=3)
    assert by_number["user_id"].tolist() == [1, 1, 1]
    assert by_number["item_id"].tolist() == by_text["item_id"].tolist()
    assert fitted.rank("1").strategy == "personal"
    assert fitted.recommend([1], items=[3, 6], filter_viewed=False)["item_id"].isin(["3", "6"]).all()
    assert fitted.evidence(by_number)["user_id"].unique().tolist() == [1]


@pytest.mark.parametrize(
    "ask",
    [
        lambda m: m.recommend(["u1"]),
        lambda m: m.contributions("u1", "b1"),
        lambda m: m.evidence(pl.DataFrame({"user_id": ["u1"], "item_id": ["b1"]})),
        lambda m: m.save("nowhere"),
        lambda m: m.engine,
    ],
)
def test_before_it_learned_anything_it_says_so(ask) -> None:
    with pytest.raises(NotFittedError, match=r"call .fit\(events, items\) or .load\(path\)"):
        ask(Recommender())


def test_a_saved_model_gives_the_same_list_causes_and_history(tmp_path: Path) -> None:
    model().save(tmp_path / "one")
    loaded = Recommender.load(tmp_path / "one")
    for context in (Context(), Context(session=["b1"])):
        expected, found = (m.recommend(["u1", "u2", "nobody"], k=6, context=context) for m in (model(), loaded))
        assert found.equals(expected)
        assert loaded.evidence(found).equals(model().evidence(expected))
    loaded.save(tmp_path / "two")
    again = Recommender.load(str(tmp_path / "two"))
    assert again.recommend(["u1"], k=6).equals(model().recommend(["u1"], k=6))
    with pytest.raises(ArtifactError, match="no trained model here"):
        Recommender.load(tmp_path / "three")


def test_events_alone_are_enough() -> None:
    assert len(Recommender().fit(events().select("user_id", "item_id")).recommend(["u1"], k=3)) == 3


def test_items_alone_are_enough() -> None:
    none = events().clear()
    assert len(Recommender().fit(none, items(), kind="book").recommend(["u1"], k=3)) == 3


def test_the_circumstances_of_a_request_move_the_list() -> None:
    """In rain people choose even items, in sun odd ones."""
    rng = np.random.default_rng(0)
    rain = rng.random(3_000) < 0.5
    rows = pl.DataFrame(
        {
            "user_id": [f"u{n}" for n in rng.integers(0, 200, 3_000)],
            "item_id": [f"i{n}" for n in 2 * rng.integers(0, 10, 3_000) + ~rain],
            "datetime": np.sort(rng.integers(1_700_000_000, 1_702_000_000, 3_000)),
            "context_weather": np.where(rain, "rain", "sun"),
        }
    )
    wet = Recommender(EngineConfig(scorers=("popular", "context"))).fit(rows)
    for weather, odd in (("rain", 0), ("sun", 1)):
        context = Context(context={"weather": weather})
        found = wet.recommend(["nobody"], k=5, context=context)["item_id"].to_list()
        assert [int(item[1:]) % 2 for item in found] == [odd] * 5
    assert "context weather" in {row["cause"] for row in wet.contributions("u1", "i1")}


def test_a_mood_that_is_said_moves_the_list_towards_it_and_an_unknown_one_is_refused() -> None:
    placed = items().with_columns(pl.Series("valence", np.linspace(-0.9, 0.9, worlds.N_ITEMS)), arousal=pl.lit(-0.3))
    feeling = Recommender().fit(events(), placed, kind="book")
    valence = dict(placed.select("item_id", "valence").iter_rows())

    def mean(mood: str | None) -> float:
        listed = feeling.recommend([f"u{n}" for n in range(10)], k=5, context=Context(mood=mood))
        return float(np.mean([valence[item] for item in listed["item_id"]]))

    plain, low = feeling.recommend(["u0"], k=10), feeling.recommend(["u0"], k=10, context=Context(mood="sad"))
    assert scores(plain) != scores(low)
    assert mean("sad") < mean("happy")
    with pytest.raises(QueryError, match="unknown mood 'sadd'"):
        feeling.recommend(["u0"], context=Context(mood="sadd"))
