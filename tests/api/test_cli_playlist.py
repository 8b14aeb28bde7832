"""`gonggam playlist` on a small trained shelf."""

import polars as pl
import pytest

from api.cli_playlist import Options, run_playlist
from recsys.errors import QueryError
from recsys.recommender import Recommender
from tests.recsys.playlist.test_frame import events, items


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    folder = tmp_path_factory.mktemp("model")
    Recommender().fit(events(pl.DataFrame), items(pl.DataFrame), kind="track", timezone="Asia/Seoul").save(folder)
    return folder


def shown(capsys, model, user="u1", **changes) -> str:
    told = {"mood": "지침", "intent": "lift", "minutes": 20.0, "seed": 0, "at": None, "locale": "ko-KR", **changes}
    run_playlist(user, model, Options(**told))
    return capsys.readouterr().out


def test_it_prints_title_reason_tracks_with_their_mood_and_the_whole_length(capsys, model):
    told = shown(capsys, model)
    assert "지친다고 하셔서" in told
    assert "밝기" in told and "활기" in told and "총 " in told
    assert told.count("곡 ") >= 4


def test_it_speaks_english_and_knows_strangers(capsys, model):
    told = shown(capsys, model, user="nobody", locale="en-US", mood=None, intent=None)
    assert "valence" in told and "in all" in told


def test_the_same_seed_prints_the_same_list(capsys, model):
    assert shown(capsys, model) == shown(capsys, model)
    assert shown(capsys, model) != shown(capsys, model, seed=1)


@pytest.mark.parametrize(
    "wrong", [{"mood": "clam"}, {"intent": "x"}, {"minutes": 1.0}, {"at": "today"}, {"locale": "xx"}]
)
def test_what_is_wrong_is_one_clear_error(capsys, model, wrong):
    with pytest.raises(QueryError):
        shown(capsys, model, **wrong)
