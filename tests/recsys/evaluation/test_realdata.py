"""Counts and the plain popularity row on public data: a check of the protocols against independent measurements."""

import gzip

import numpy as np
import polars as pl
import pytest

from recsys.evaluation.cases import ProtocolSettings
from recsys.evaluation.next_item import next_item
from recsys.evaluation.protocols import leave_last_out
from recsys.evaluation.run import Settings, evaluate_models
from recsys.types import Vocabulary
from tests.realdata import data_folder
from tests.recsys.evaluation.tables import dataset_of, fit_popular

pytestmark = pytest.mark.realdata


def frame_of(users, items, times, unit):
    users, items = [str(u) for u in users], [str(i) for i in items]
    times = np.asarray(times)
    order = np.argsort(times, kind="stable")
    who, what = Vocabulary.of(users), Vocabulary.of(items)
    return dataset_of(np.stack([who.indices(users), what.indices(items), times], axis=1)[order], unit, items=what.ids)


def goodbooks():
    rows = pl.read_csv(data_folder("goodbooks") / "ratings.csv.gz")
    return frame_of(rows["user_id"], rows["book_id"], range(len(rows)), "order")


def kmrd():
    rows = pl.read_csv(data_folder("kmrd") / "rates.csv.gz")
    return frame_of(rows["user"], rows["movie"], rows["time"], "seconds")


def movielens():
    columns = ["user", "item", "rating", "time"]
    rows = pl.read_csv(data_folder("ml-100k") / "u.data.gz", separator="\t", has_header=False, new_columns=columns)
    return frame_of(rows["user"], rows["item"], rows["time"], "seconds")


def sessions(name, single=False):
    with gzip.open(data_folder("diginetica") / name, "rt") as lines:
        rows = [(session, item) for session, line in enumerate(lines) for item in line.split()]
    items = Vocabulary.of(item for _, item in rows)
    named = [session for session, _ in rows]
    table = np.stack([named, items.indices(item for _, item in rows), np.arange(len(rows))], axis=1)
    return dataset_of(table, "order", session=named, items=items.ids, single=single)


# measured independently with ties in favour of the target; ours go to the lower index
PUBLISHED = [(goodbooks, 1674, 0.0466, 0.0254), (kmrd, 4955, 0.2305, 0.1253), (movielens, 943, 0.0859, 0.0443)]


@pytest.mark.parametrize(("read", "users", "recall_at_10", "ndcg_at_10"), PUBLISHED)
def test_popularity_reproduces_the_measured_table(read, users, recall_at_10, ndcg_at_10):
    report = evaluate_models(read(), "leave-last-out", {"popular": fit_popular}, Settings(resamples=1))
    assert report.n_test_cases == users
    found = report.of("popular")
    assert found["recall@10"] == pytest.approx(recall_at_10, abs=0.002)
    assert found["ndcg@10"] == pytest.approx(ndcg_at_10, abs=0.001)


def test_goodbooks_popularity_is_the_measured_one_when_ties_go_to_the_target():
    (split,) = leave_last_out(goodbooks(), ProtocolSettings())
    counts = np.bincount(split.train.item, minlength=split.train.n_items).astype(float)
    hits = []
    for case in split.cases():
        counts_left = counts.copy()
        counts_left[case.seen] = -1
        hits.append(np.count_nonzero(counts_left > counts_left[case.targets[0]]) < 10)
    assert np.mean(hits) == pytest.approx(0.0466, abs=0.0001)


def test_diginetica_has_a_case_for_each_of_its_test_lines():
    train, test = sessions("diginetica_all_train_seq.txt.gz"), sessions("diginetica_test.txt.gz", single=True)
    (split,) = next_item(train, ProtocolSettings(test=test))
    assert (split.n_cases, len(split.catalogue), split.train.n_users) == (60_858, 43_097, 186_670)
    assert all(case.targets[0] >= 0 for case in split.cases())
