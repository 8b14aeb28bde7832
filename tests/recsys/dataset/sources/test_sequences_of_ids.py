from pathlib import Path

import numpy as np
import pytest

from recsys.dataset.sources import amazon_sequences, session_lines, yoochoose
from recsys.errors import DataError
from tests.recsys.dataset.folders import real
from tests.recsys.dataset.sources.files import suffix, write  # noqa: F401


def test_amazon_lines_are_users_with_their_items_in_order(tmp_path: Path, suffix: str) -> None:  # noqa: F811
    files = {f"Beauty.txt{suffix}": "1 9 8 9\n2 7\n", f"Beauty_item2attributes.json{suffix}": '{"9": [1, 2], "5": [3]}'}
    data = amazon_sequences.read(write(tmp_path, files)).dataset()  # type: ignore[arg-type]
    log = data.interactions
    assert data.catalogue.items.externals(log.item) == ["9", "8", "9", "7"]
    assert data.users.externals(log.user) == ["1", "1", "1", "2"]
    assert (data.catalogue.facts[0].tags, data.catalogue.facts[0].extra) == ((), (("attributes", "a1|a2"),))
    assert set(data.acts) == {"chosen"}


def test_amazon_attributes_with_names_are_tags(tmp_path: Path) -> None:
    files = {"B.txt": "1 9\n", "B_item2attributes.json": '{"9": ["lip balm", "vegan"]}'}
    assert amazon_sequences.read(write(tmp_path, files)).dataset().catalogue.facts[0].tags == ("lip balm", "vegan")  # type: ignore[arg-type]
    with pytest.raises(DataError, match=r"B_item2attributes.json: not JSON"):
        amazon_sequences.read(write(tmp_path, {"B_item2attributes.json": "{"}))
    with pytest.raises(DataError, match=r"B.txt: the file is empty"):
        amazon_sequences.read(write(tmp_path, {"B.txt": "\n \n"}))


def test_every_session_line_is_an_anonymous_user(tmp_path: Path, suffix: str) -> None:  # noqa: F811
    files = {f"x_train_seq.txt{suffix}": "1 2\n\n3 4 5\n", f"x_test.txt{suffix}": "3 4\t5\n3 4\n"}
    found = session_lines.read(write(tmp_path, files))  # type: ignore[arg-type]
    train = found.dataset()
    assert train.users.ids == train.sessions == ("s1", "s3")
    assert (train.meta.time, train.single_case) == ("order", None)
    assert found.test_events is not None
    assert found.test_events["item_id"].to_list() == ["3", "4", "5", "3", "4"]
    assert found.test_events["case"].to_list() == ["single"] * 3 + [None] * 2
    assert set(found.test_events["user_id"]) == {"t1", "t2"}


def test_a_single_file_of_sessions_has_no_test_part(tmp_path: Path) -> None:
    folder = write(tmp_path, {"clicks.txt": "1 2\n"})
    assert session_lines.read(folder).test_events is None
    assert session_lines.read(folder / "clicks.txt").events is not None


def test_yoochoose_samples_have_a_header_and_official_files_none(tmp_path: Path, suffix: str) -> None:  # noqa: F811
    sample = "SessionId\tItemId\tTime\n3\t214\t1396437466.94\n"
    files = {f"yoo_train_full.txt{suffix}": sample, f"yoo_test.txt{suffix}": sample.replace("3\t", "4\t")}
    found = yoochoose.read(write(tmp_path / "sample", files))  # type: ignore[arg-type]
    data = found.dataset()
    assert (data.users.ids, data.sessions, list(data.acts)) == (("3",), ("3",), ["viewed"])
    assert data.interactions.time.tolist() == [1396437466]
    assert found.test_events is not None
    official = write(tmp_path / "official", {"yoochoose-clicks.dat": "1,2014-04-07T10:51:09.277Z,214536502,0\n"})
    assert yoochoose.read(official).dataset().interactions.time.tolist() == [1396867869]


def test_a_broken_test_part_is_refused_before_it_is_written(tmp_path: Path) -> None:
    sample = "SessionId\tItemId\tTime\n3\t214\t1396437466.94\n"
    found = yoochoose.read(write(tmp_path, {"a_train.txt": sample, "a_test.txt": sample.replace("139", "x")}))
    with pytest.raises(DataError, match=r"test events, row 1: datetime is not a time; value 'x6437466.94'"):
        found.dataset()


@pytest.mark.realdata
def test_the_real_beauty_has_its_published_counts() -> None:
    data = amazon_sequences.read(real("amazon-beauty")).dataset()
    assert (len(data.interactions), len(data.users), len(data.catalogue)) == (198_502, 22_363, 12_101)


@pytest.mark.realdata
def test_the_real_diginetica_has_its_published_counts() -> None:
    found = session_lines.read(real("diginetica"))
    train = found.dataset()
    assert (len(train.users), len(train.catalogue)) == (186_670, 43_097)
    assert found.test_events is not None
    assert found.test_events.filter(found.test_events["case"] == "single")["session_id"].n_unique() == 60_858


@pytest.mark.realdata
def test_the_real_yoochoose_has_its_published_counts() -> None:
    found = yoochoose.read(real("yoochoose-100k"))
    assert found.test_events is not None
    assert (len(found.dataset().interactions), found.test_events.height) == (70_278, 13_568)
    assert np.ptp(found.dataset().interactions.time) < 8 * 86_400
