from pathlib import Path

import numpy as np
import pytest

from recsys.dataset.sources import lastfm_2k
from tests.recsys.dataset.folders import real
from tests.recsys.dataset.sources.files import suffix, write  # noqa: F401

PLAYS = "userID\tartistID\tweight\n2\t51\t100\n2\t52\t1\n3\t51\t7\n"
ARTISTS = 'id\tname\turl\tpictureURL\n51\t"Weird Al"\thttp://x\thttp://y\n52\t아이유\t\t\n'
DECODED = "artistID,artist,tag,n\n51,a,comedy,3\n51,a,parody,9\n51,a,rare,2\n"


def test_plays_are_log_scaled_and_tags_need_three_listeners(tmp_path: Path, suffix: str) -> None:  # noqa: F811
    names = ("user_artists.dat", "artists.dat", "artist_tags_decoded.csv")
    files = {f"{name}{suffix}": text for name, text in zip(names, (PLAYS, ARTISTS, DECODED), strict=True)}
    found = lastfm_2k.read(write(tmp_path, files))  # type: ignore[arg-type]
    assert found.events is not None
    assert np.allclose(found.events["weight"], np.log1p([100, 1, 7]), atol=1e-6)


def test_artists_nobody_played_are_left_in_the_catalogue_only(tmp_path: Path) -> None:
    plays = PLAYS.replace("2\t52\t1\n", "")
    files = {"user_artists.dat": plays, "artists.dat": ARTISTS, "artist_tags_decoded.csv": DECODED}
    data = lastfm_2k.read(write(tmp_path, files)).dataset()  # type: ignore[arg-type]
    first, second = data.catalogue.facts
    assert (first.title, first.tags, first.category, first.kind) == ('"Weird Al"', ("parody", "comedy"), "", "artist")
    assert (second.title, second.tags) == ("아이유", ())
    assert set(data.acts) == {"played"}
    assert data.meta.time == "none"


def test_the_official_tag_files_give_the_same_tags(tmp_path: Path) -> None:
    given = "userID\tartistID\ttagID\tday\tmonth\tyear\n" + "".join(f"{u}\t51\t1\t1\t4\t2009\n" for u in range(3))
    files = {
        "user_artists.dat": PLAYS,
        "artists.dat": ARTISTS,
        "user_taggedartists.dat": given + "9\t51\t2\t1\t4\t2009\n",
        "tags.dat": "tagID\ttagValue\n1\tcomédie\n2\trare\n".encode("latin-1"),
    }
    data = lastfm_2k.read(write(tmp_path, files)).dataset()  # type: ignore[arg-type]
    assert data.catalogue.facts[0].tags == ("comédie",)


@pytest.mark.realdata
def test_the_real_plays_have_their_published_counts() -> None:
    data = lastfm_2k.read(real("hetrec-lastfm-2k")).dataset()
    assert (len(data.interactions), len(data.users), len(data.catalogue)) == (92_834, 1_892, 17_632)
    facts = {facts.title: facts for facts in data.catalogue.facts}
    assert "visual kei" in facts["MALICE MIZER"].tags
