import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.dataset.dataset import Meta
from recsys.dataset.meta import meta_of, toml_of


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from([None, 5.0, 7.5]), st.booleans())
def test_what_is_written_reads_back(name: str, top: float | None, is_simulated: bool) -> None:
    meta = Meta(name=name, kind="track", time="none", timezone="Asia/Seoul", rating_max=top, simulated=is_simulated)
    assert meta_of(tomllib.loads(toml_of(meta))) == meta


@pytest.mark.parametrize("key", ["name", "kind", "time", "timezone", "rating_max", "simulated"])
def test_every_key_of_meta_may_be_written(key: str) -> None:
    assert meta_of({"name": "x"} | {key: getattr(Meta(name="x", rating_max=5.0), key)}).name == "x"
