"""A whole evaluation of plain rankers on data small enough to count."""

import json

import numpy as np
import pytest

from recsys.errors import QueryError
from recsys.evaluation.ablation import signals_named, withheld
from recsys.evaluation.cases import ProtocolSettings
from recsys.evaluation.protocols import leave_last_out
from recsys.evaluation.report import to_columns, to_json
from recsys.evaluation.run import Settings, evaluate_models
from tests.recsys.evaluation.tables import Spy, dataset_of, fit_popular

# items 0, 1 are popular; each user's last item is 0 for users 0..2, and the rare 3 for user 3
ROWS = [
    *[(user, 1, user) for user in range(4)],
    *[(user, 2, 10 + user) for user in range(2)],
    (3, 0, 15),
    *[(user, 0, 20 + user) for user in range(3)],
    (3, 3, 30),
]
TWO = Settings(ProtocolSettings(min_events=2), ks=(1, 2), resamples=50)


def report_of(models, settings=TWO, rows=ROWS):
    return evaluate_models(dataset_of(rows), "leave-last-out", models, settings)


def fit_last(data):
    """Serves the item with the highest index first."""
    spy = Spy(len(data.catalogue))
    spy.scores = lambda history, moment: np.arange(spy.n_items, dtype=float)
    return spy


def test_popularity_on_a_table_counted_by_hand():
    # training counts: item 0: 1 (user 3), item 1: 4, item 2: 2, item 3: 0
    # users 0, 1 have 1 and 2: left are 0 (1), 3 (0), so 0 is first; user 2 has 1: left 2, 0, 3, so 0 is second;
    # user 3 has 1 and 0: left 2 and 3, so 3 is second
    found = report_of({"popular": fit_popular}).of("popular")
    assert found["recall@1"] == 0.5
    assert found["recall@2"] == 1.0
    assert found["mrr@2"] == (1 + 1 + 0.5 + 0.5) / 4
    assert found["coverage@1"] == 0.5


def test_the_json_has_the_shape_of_the_contract():
    told = json.loads(json.dumps(to_json(report_of({"popular": fit_popular, "last": fit_last})), allow_nan=False))
    assert (told["dataset"], told["protocol"], told["n_train_events"], told["n_test_cases"], told["seed"]) == (
        "tiny", "leave-last-out", 7, 4, 0,
    )  # fmt: skip
    wanted = {f"{metric}@{k}" for metric in ("recall", "ndcg", "mrr", "coverage") for k in (1, 2)}
    assert wanted | {"fit_seconds", "ms_per_case"} <= set(told["models"]["popular"])
    assert list(told["models"]) == ["popular", "last"]


def test_the_columns_hold_one_row_a_figure_with_its_interval():
    columns = to_columns(report_of({"popular": fit_popular}))
    assert list(columns) == ["model", "metric", "k", "segment", "value", "low", "high", "n"]
    rows = list(zip(*columns.values(), strict=True))
    (row,) = [row for row in rows if row[1:4] == ("recall", 1, "all")]
    assert row[5] <= row[4] == 0.5 <= row[6]
    assert row[7] == 4


def test_segments_split_the_cases_by_history_popularity_and_part_of_the_day():
    report = report_of({"popular": fit_popular})
    sizes = {f.segment: f.n for f in report.figures}
    # all histories are short and of this visit, it is 00:00 in UTC, and no target is in the head
    assert sizes == {"all": 4, "cold": 4, "tail": 4, "night": 4, "strategy session": 4}


def test_the_last_model_is_compared_with_every_other_one():
    report = report_of({"popular": fit_popular, "last": fit_last})
    (ndcg,) = [c for c in report.comparisons if (c.metric, c.k) == ("recall", 1)]
    assert (ndcg.model, ndcg.against) == ("last", "popular")
    assert ndcg.difference.value == report.of("last")["recall@1"] - report.of("popular")["recall@1"]


def test_every_pair_of_models_is_compared_once_the_last_one_first():
    report = report_of({"popular": fit_popular, "again": fit_popular, "last": fit_last})
    pairs = [(c.model, c.against) for c in report.comparisons if (c.metric, c.k) == ("ndcg", 2)]
    assert pairs == [("last", "popular"), ("last", "again"), ("popular", "again")]
    assert {c.metric for c in report.comparisons} == {"recall", "ndcg", "mrr", "hit_rate", "map", "debiased_ndcg"}


def test_debiased_ndcg_weighs_a_target_by_how_rarely_it_is_seen():
    # targets 0, 0, 0, 3 with training counts 1, 1, 1, 0 (as 1) of at most 4: all weigh the same
    found = report_of({"popular": fit_popular}).of("popular")
    assert found["debiased_ndcg@2"] == pytest.approx(found["ndcg@2"])


def test_ranks_of_every_target_are_kept():
    (run,) = report_of({"popular": fit_popular}).runs
    assert run.ranks.rank.tolist() == [0, 0, 1, 1]


def test_the_same_seed_gives_the_same_report():
    settings = Settings(TWO.protocol, TWO.ks, resamples=50, stopwatch=lambda: 0.0)
    both = [to_json(report_of({"popular": fit_popular}, settings)) for _ in range(2)]
    assert both[0] == both[1]


def test_times_come_from_the_stopwatch():
    ticks = iter(range(1000))
    settings = Settings(TWO.protocol, TWO.ks, resamples=5, stopwatch=lambda: float(next(ticks)))
    (run,) = report_of({"popular": fit_popular}, settings).runs
    assert (run.fit_seconds, run.ms_per_case) == (1.0, 1000.0)


def test_without_asks_the_same_fit_again_with_signals_withheld():
    fits = []
    settings = Settings(TWO.protocol, TWO.ks, frozenset({"time"}), resamples=5)

    def fit(data):
        fits.append(Spy(len(data.catalogue)))
        return fits[-1]

    report = report_of({"popular": fit_popular, "spy": fit}, settings)
    assert [run.name for run in report.runs] == ["popular", "spy", "spy without time"]
    assert [moment.at for _, moment in fits[0].asked] == [20, 21, 22, 30, None, None, None, None]
    assert len(fits) == 1
    assert {c.against for c in report.comparisons} == {"popular", "spy without time"}


def test_progress_names_model_and_step_and_ends_at_one():
    seen = {}
    evaluate_models(
        dataset_of(ROWS),
        "leave-last-out",
        {"popular": fit_popular},
        TWO,
        lambda step, share: seen.update({step: share}),
    )
    assert seen == {"popular: cases": 1.0}


def test_folds_are_measured_together():
    settings = Settings(ProtocolSettings(folds=2), ks=(3,), resamples=5)
    report = evaluate_models(dataset_of(ROWS, "none"), "folds", {"popular": fit_popular}, settings)
    assert report.n_test_cases == len(ROWS)
    assert report.runs[0].ranks.n_cases == len(ROWS)


def test_data_that_leaves_no_case_is_refused():
    with pytest.raises(QueryError, match="leaves no test case in 'tiny'"):
        evaluate_models(dataset_of([]), "leave-last-out", {"popular": fit_popular})


@pytest.mark.parametrize("ks", [(), (0, 10)])
def test_list_lengths_below_one_are_refused(ks):
    with pytest.raises(QueryError, match="k: "):
        report_of({"popular": fit_popular}, Settings(ks=ks))


def test_an_unknown_signal_is_refused_with_the_nearest_name():
    with pytest.raises(QueryError, match="did you mean 'time'"):
        signals_named(["tima"])


def test_withholding_changes_what_is_told_and_never_what_is_asked():
    dataset = dataset_of(
        [(0, 0, 0), (0, 1, 5000), (0, 2, 5100)], context={"mood": ("a", "b", "c"), "place": ("", "", "x")}
    )
    case = next(leave_last_out(dataset, TWO.protocol)[0].cases())
    assert withheld(case, frozenset({"history"})).items.tolist() == [1]
    assert not withheld(case, frozenset({"session"})).in_session.any()
    assert withheld(case, frozenset({"history", "session"})).items.tolist() == []
    assert withheld(case, frozenset({"time"})).moment.at is None
    assert withheld(case, frozenset({"context"})).context == {}
    assert withheld(case, frozenset({"mood"})).context == {"place": "x"}
    everything = withheld(case, signals_named(["history", "session", "time", "context", "mood"]))
    assert (everything.targets.tolist(), everything.seen.tolist()) == ([2], [0, 1])
