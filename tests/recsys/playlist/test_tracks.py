"""A catalogue's tracks as arrays."""

import numpy as np

from recsys.dataset.catalogue import Catalogue
from recsys.playlist.tracks import Tracks
from recsys.types import ItemFacts


def of(*facts: ItemFacts) -> Tracks:
    return Tracks.of(Catalogue.of(facts))


def test_only_tracks_with_a_place_on_the_plane_are_playable():
    told = of(
        ItemFacts("a", "track", valence=0.1, arousal=0.2),
        ItemFacts("b", "track", valence=0.1),
        ItemFacts("c", "book", valence=0.1, arousal=0.2),
        ItemFacts("d", "album", valence=0.1, arousal=0.2),
    )
    assert told.playable.tolist() == [True, False, False, False]


def test_creators_are_the_same_artist_whatever_their_letter_case_and_none_is_nobodys():
    told = of(*(ItemFacts(f"t{n}", "track", creator=name) for n, name in enumerate(("IU", "iu ", "", "", "BTS"))))
    assert told.artist[0] == told.artist[1]
    assert len(set(told.artist.tolist())) == 4
    assert told.artists["bts"] == told.artist[4]


def test_zero_beats_and_zero_seconds_are_unknown():
    told = of(ItemFacts("a", "track", tempo=0.0, duration_seconds=0.0), ItemFacts("b", "track", tempo=90.0))
    assert np.isnan(told.tempo[0]) and np.isnan(told.seconds[0]) and told.tempo[1] == 90.0


def test_a_track_without_words_is_instrumental():
    told = of(
        ItemFacts("a", "track", extra=(("instrumental", "true"),)),
        ItemFacts("b", "track", extra=(("instrumental", "false"),)),
        ItemFacts("c", "track", language="zxx"),
    )
    assert told.instrumental.tolist() == [True, False, True]


def test_an_empty_catalogue_has_no_tracks():
    assert len(of()) == 0 and not of().playable.any()
