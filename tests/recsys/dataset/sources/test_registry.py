import pytest

from recsys.dataset.sources.registry import IMPORTERS, importer
from recsys.errors import DataError


def test_every_format_of_the_contract_has_an_importer() -> None:
    formats = (
        "goodbooks, movielens-100k, movielens-1m, kmrd, lastfm-2k, amazon-sequences, session-lines, yoochoose, "
        "deezer-mood, online-retail, incarmusic, depaulmovie, csv"
    )
    assert sorted(IMPORTERS) == sorted(formats.split(", "))
    assert importer("kmrd") is IMPORTERS["kmrd"]


def test_an_unknown_format_is_refused_with_the_nearest() -> None:
    with pytest.raises(
        DataError, match=r"unknown format; value 'movielens100k'; allowed: did you mean 'movielens-100k'\?"
    ):
        importer("movielens100k")
