from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.dataset.sources import deezer_mood
from recsys.errors import DataError
from tests.recsys.dataset.folders import real
from tests.recsys.dataset.sources.files import suffix, write  # noqa: F401

HEADER = "dzr_sng_id,MSD_sng_id,MSD_track_id,valence,arousal,artist_name,track_name\n"


def test_songs_of_all_parts_are_ranked_together(tmp_path: Path, suffix: str) -> None:  # noqa: F811
    files = {
        f"train.csv{suffix}": HEADER + '1,a,b,-3.5,0.1,Dark,"Go, Now"\n2,a,b,0.1,0.1,둘,노래\n',
        f"validation.csv{suffix}": HEADER + "3,a,b,0.2,2,C,c\n1,a,b,9,9,D,d\n4,a,b,7,-1,E,e\n",
    }
    found = deezer_mood.read(write(tmp_path, files))  # type: ignore[arg-type]
    facts = found.dataset().catalogue.facts
    assert [f.valence for f in facts] == [-0.75, -0.25, 0.25, 0.75]
    assert [f.arousal for f in facts] == [0.0, 0.0, 0.75, -0.75]
    assert (facts[0].title, facts[0].creator, facts[0].kind) == ("Go, Now", "Dark", "track")
    assert found.notes == ("1 songs were there twice, the first was kept",)
    assert found.events is None


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=30))
def test_ranks_lie_inside_the_interval_keep_the_order_and_sum_to_zero(values: list[int]) -> None:
    ranks = deezer_mood.rank_normalised(pl.Series("v", values, dtype=pl.Float64)).to_list()
    assert all(-1 < rank < 1 for rank in ranks)
    assert sum(ranks) == pytest.approx(0, abs=1e-4)
    pairs = [(a < b, x < y) for a, x in zip(values, ranks, strict=True) for b, y in zip(values, ranks, strict=True)]
    assert all(before == after for before, after in pairs)


def test_no_song_and_no_number_have_defined_answers(tmp_path: Path) -> None:
    assert deezer_mood.rank_normalised(pl.Series("v", [], dtype=pl.Float64)).len() == 0
    with pytest.raises(DataError, match=r"train.csv is missing"):
        deezer_mood.read(tmp_path)
    with pytest.raises(DataError, match=r"train.csv, line 2: valence is not a number it can be; value 'x'"):
        deezer_mood.read(write(tmp_path, {"train.csv": HEADER + "1,a,b,x,0.1,C,c\n"}))


@pytest.mark.realdata
def test_the_real_songs_have_their_published_counts() -> None:
    catalogue = deezer_mood.read(real("deezer-mood")).dataset().catalogue
    assert len(catalogue) == 15_130
    valence = np.array([facts.valence for facts in catalogue.facts], dtype=float)
    assert abs(np.median(valence)) < 0.01 and np.abs(valence).max() < 1
