"""What a title may truly say of a list."""

from dataclasses import replace

import numpy as np

from recsys.playlist.ask import Ask
from recsys.playlist.playlist import playlist
from recsys.playlist.texture import textures
from recsys.types import ItemFacts, Moment, UserState
from tests.recsys.playlist.engines import NOW, engine, listener


def made(*facts: ItemFacts, points=None, is_new=None, state: UserState | None = None):
    """A real list with other tracks in it."""
    base = playlist(engine(), state or listener(1, 2, 3), Moment(NOW), Ask())
    points = np.zeros((len(facts), 2)) + 0.1 if points is None else np.array(points, dtype=float)
    new = np.ones(len(facts), bool) if is_new is None else np.array(is_new)
    return replace(base, tracks=facts, points=points, is_new=new)


def track(**facts) -> ItemFacts:
    return ItemFacts("t", "track", **facts)


def test_every_track_must_carry_what_is_said_of_all():
    wordless, sung = track(language="zxx"), track(language="ko")
    assert "instrumental" in textures(made(wordless, wordless))
    assert not {"instrumental", "korean"} & textures(made(wordless, sung))
    assert "korean" in textures(made(sung, sung))


def test_an_unknown_tempo_is_neither_slow_nor_quick():
    assert "slow" in textures(made(track(tempo=70.0), track(tempo=80.0)))
    assert not {"slow", "quick"} & textures(made(track(tempo=70.0), track()))
    assert "quick" in textures(made(track(tempo=130.0)))


def test_calm_lively_and_bright_are_read_off_the_points():
    assert "calm" in textures(made(track(), track(), points=[(0, -0.1), (0, -0.9)]))
    assert "calm" not in textures(made(track(), track(), points=[(0, 0.1), (0, -0.9)]))
    assert {"lively", "bright"} <= textures(made(track(), points=[(0.5, 0.8)]))


def test_an_instrument_is_named_where_most_tracks_carry_its_tag():
    piano = track(tags=("피아노",))
    assert "piano" in textures(made(piano, piano, piano, track()))
    assert "piano" not in textures(made(piano, track()))


def test_what_is_new_is_said_to_listeners_with_a_history_only():
    tracks = (track(), track())
    assert "all_new" in textures(made(*tracks))
    assert "half_new" in textures(made(*tracks, is_new=[True, False]))
    assert "known" in textures(made(*tracks, is_new=[False, False]))
    assert not {"all_new", "half_new", "known"} & textures(made(*tracks, state=UserState()))


def test_an_empty_list_has_no_texture():
    assert textures(made()) == frozenset()
