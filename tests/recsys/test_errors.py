"""Errors say what was wrong, where, what is allowed and what to do, in one line."""

import pytest

from recsys import errors
from recsys.errors import DataError, GonggamError, QueryError, nearest


def test_a_data_error_tells_everything_it_knows_in_order() -> None:
    told = DataError("bad rating", file="events.csv", line=3, value="six", allowed="0 to 5", advice="fix it")
    assert str(told) == "events.csv, line 3: bad rating; value 'six'; allowed: 0 to 5; fix it"
    assert str(DataError("bad")) == "bad"
    assert str(DataError("bad", file="x.csv")) == "x.csv: bad"


def test_a_long_value_is_cut() -> None:
    assert len(str(DataError("bad", value="x" * 10_000))) < 120


def test_a_query_error_knows_its_field() -> None:
    told = QueryError("k", "0 items asked for", "1 to 1000")
    assert (told.field, told.allowed, str(told)) == ("k", "1 to 1000", "k: 0 items asked for; allowed: 1 to 1000")


def test_the_nearest_name_comes_first_and_all_are_listed() -> None:
    assert nearest("populer", ["popular", "als"]) == "did you mean 'popular'? known: als, popular"
    assert nearest("zzz", ["popular", "als"]) == "als, popular"
    assert nearest("x", []) == ""


@pytest.mark.parametrize("name", [n for n in dir(errors) if n.endswith("Error")])
def test_every_error_is_caught_by_its_base(name: str) -> None:
    assert issubclass(getattr(errors, name), GonggamError)
