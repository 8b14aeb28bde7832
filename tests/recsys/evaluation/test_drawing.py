"""The picture of an evaluation: a bar for every model and metric, as the frame says."""

import subprocess
import sys

import pandas as pd
import polars as pl
import pytest

from recsys.errors import QueryError
from recsys.evaluation import plot
from recsys.evaluation.drawing import checked_format, write

# a machine without a Korean font draws boxes, and says so
pytestmark = pytest.mark.filterwarnings("ignore:Glyph")

COLUMNS = ["model", "metric", "k", "segment", "value", "low", "high", "n"]
NAN = float("nan")
ROWS = [
    ("popular", "ndcg", 10, "all", 0.1, 0.08, 0.12, 50),
    ("공감", "ndcg", 10, "all", 0.2, 0.17, 0.23, 50),
    ("popular", "ndcg", 20, "all", 0.15, 0.1, 0.2, 50),
    ("공감", "ndcg", 20, "all", 0.25, 0.2, 0.3, 50),
    ("popular", "ndcg", 10, "cold", 0.3, 0.2, 0.4, 8),
    ("공감", "ndcg", 10, "cold", 0.1, 0.0, 0.2, 8),
    ("popular", "coverage", 10, "all", 0.01, NAN, NAN, 50),
    ("공감", "coverage", 10, "all", 0.4, NAN, NAN, 50),
    ("popular", "fit_seconds", 0, "all", 0.5, NAN, NAN, 50),
    ("공감", "fit_seconds", 0, "all", 9.0, NAN, NAN, 50),
]
FIGURES = pl.DataFrame(ROWS, schema=COLUMNS, orient="row")


def bars(axes):
    """(low, high) of every row, top to bottom; the points stand between them."""
    return [tuple(line.get_xdata()) for line in axes.lines if len(line.get_xdata()) == 2]


def points(axes):
    return [line.get_xdata()[0] for line in axes.lines if len(line.get_xdata()) == 1]


def labels(axes):
    return [text.get_text() for text in axes.get_yticklabels()]


@pytest.mark.parametrize("frame", [FIGURES, pd.DataFrame(ROWS, columns=COLUMNS)], ids=["polars", "pandas"])
def test_every_model_has_a_bar_from_low_to_high_the_best_model_on_top(frame):
    (axes,) = plot(frame, metrics=["ndcg"]).axes
    assert labels(axes) == ["공감", "popular"]
    assert bars(axes) == [(0.17, 0.23), (0.08, 0.12)]
    assert points(axes) == [0.2, 0.1]
    assert axes.get_title() == "ndcg@10"


def test_a_panel_for_each_metric_and_segment_with_the_models_in_one_order():
    page = plot(FIGURES, metrics=["ndcg"], segments=["all", "cold"], title="책방")
    assert [axes.get_title() for axes in page.axes] == ["ndcg@10", "ndcg@10, cold (n = 8)"]
    assert points(page.axes[1]) == [0.1, 0.3]
    assert page.get_suptitle() == "책방"


def test_another_k_is_drawn_on_request():
    assert points(plot(FIGURES, metrics=["ndcg"], k=20).axes[0]) == [0.25, 0.15]


def test_where_less_is_better_the_least_stands_on_top():
    (axes,) = plot(FIGURES, metrics=["fit_seconds"]).axes
    assert (labels(axes), axes.get_title()) == (["popular", "공감"], "fit_seconds")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"metrics": ["ndgc"]}, "metric: 'ndgc' is not among the figures; allowed: ndcg, coverage"),
        ({"metrics": ["ndcg"], "segments": ["night"]}, "segment: 'night' is not among the figures"),
        ({"metrics": ["coverage"], "segments": ["cold"]}, "no figure of coverage@10 in 'cold'"),
        ({"metrics": ["ndcg"], "k": 5}, "no figure of ndcg@5 in 'all'"),
        ({"metrics": []}, "nothing to draw"),
    ],
)
def test_what_is_not_in_the_frame_is_refused_by_name(asked, message):
    with pytest.raises(QueryError, match=message):
        plot(FIGURES, **asked)


@pytest.mark.parametrize(("name", "start"), [("a.png", b"\x89PNG"), ("a.svg", b"<?xml"), ("a.pdf", b"%PDF")])
def test_it_is_written_the_same_at_every_run(tmp_path, name, start):
    for folder in ("one", "other"):
        (tmp_path / folder).mkdir()
        write(plot(FIGURES, metrics=["ndcg"]), tmp_path / folder / name)
    one, other = ((tmp_path / folder / name).read_bytes() for folder in ("one", "other"))
    assert one.startswith(start)
    assert one == other


def test_korean_names_stay_text_in_an_svg(tmp_path):
    write(plot(FIGURES, metrics=["ndcg"]), tmp_path / "a.svg")
    assert ">공감</text>" in (tmp_path / "a.svg").read_text(encoding="utf-8")


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(QueryError, match=r"'a.txt' has no ending of a picture; allowed: .png, .svg, .pdf"):
        checked_format(tmp_path / "a.txt")


def test_a_notebook_shows_it_whatever_its_backend():
    assert plot(FIGURES, metrics=["ndcg"])._repr_png_().startswith(b"\x89PNG")


def test_without_matplotlib_it_says_what_to_install():
    code = "import sys; sys.modules['matplotlib'] = None\nfrom recsys.evaluation import evaluate, plot"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert "GonggamError: a plot needs matplotlib, which is not installed; pip install 'gonggam[plot]'" in done.stderr
