"""Models on disk: what is loaded is what was saved, or it is refused with the file's name."""

import json
import threading
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from recsys import artifacts
from recsys.config import EngineConfig
from recsys.dataset.catalogue import Catalogue
from recsys.dataset.dataset import Dataset
from recsys.dataset.frames import dataset_from_frames
from recsys.engine import Engine, recommend
from recsys.errors import ArtifactError
from recsys.ranking.weights import Weights
from recsys.training import fit_scorers, training_data
from recsys.types import ItemFacts, Moment, Query, UserState
from tests import worlds

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
LATER = Moment(2_000_000_000)
PERSON, EVENT = "person-하나", "private-event"


@cache
def shop() -> Dataset:
    """Everyone has a telling id, so that it can be looked for in the files."""
    rows = [
        {
            "user_id": f"{PERSON}-{user}",
            "item_id": f"b{(user + 2 * step) % 12}",
            "datetime": 1_700_000_000 + 86_400 * step + user,
            "event": "dislike" if (user + step) % 11 == 0 else "view_item" if step % 2 else "purchase",
            "event_id": f"{EVENT}-{user}-{step}",
            "session_id": f"private-visit-{user}" if step % 3 else None,
        }
        for user in range(50)
        for step in range(4)
    ]
    facts = {"item_id": [f"b{n}" for n in range(12)], "creator": ["한강", "황석영"] * 6, "tags": ["위로|여름", ""] * 6}
    return dataset_from_frames(pl.DataFrame(rows, infer_schema_length=None), pl.DataFrame(facts), kind="book")


@cache
def fitted() -> Engine:
    scorers = fit_scorers(training_data(shop()), EngineConfig())  # those too that would be idle on so little data
    return Engine(shop().catalogue, scorers, Weights.even([1.0] * sum(len(s.parts) for s in scorers)))


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    return artifacts.save(fitted(), tmp_path / "models", created=NOON, dataset=shop())


def lists(engine: Engine, state: UserState) -> list[tuple[str, float]]:
    return [(i.facts.item_id, i.score) for i in recommend(engine, Query(state, LATER, k=8)).items]


def files_of(model: Path) -> list[str]:
    return sorted(path.name for path in model.iterdir())


def test_a_loaded_engine_scores_exactly_as_the_saved_one(saved: Path) -> None:
    loaded = artifacts.load(saved.parent)
    for user in (f"{PERSON}-{n}" for n in range(8)):
        assert lists(loaded, shop().state_of(user)) == lists(fitted(), shop().state_of(user))
    assert lists(loaded, UserState()) == lists(fitted(), UserState())
    assert loaded.model_id == saved.name


def test_data_without_an_order_comes_back_without_one(tmp_path: Path) -> None:
    artifacts.save(worlds.engine("none"), tmp_path, created=NOON)
    loaded = artifacts.load(tmp_path)
    assert loaded.time_unit == "none"
    assert lists(loaded, worlds.state([3, 9])) == lists(worlds.engine("none"), worlds.state([3, 9]))


def test_every_fact_of_an_item_comes_back(tmp_path: Path) -> None:
    full = ItemFacts(
        item_id="f",
        kind="track",
        title="밤편지",
        title_ko="밤편지",
        title_en="Through the Night",
        reading="밤편지",
        creator="아이유",
        series="연작",
        series_index=1.5,
        category="포크",
        tags=("밤", "기타"),
        description="조용한 노래",
        language="ko",
        released="2017",
        work_id="w",
        format="track",
        age_limit=12,
        available=False,
        price=990.0,
        duration_seconds=253.0,
        valence=0.42,
        arousal=-0.62,
        tempo=92.0,
        cautions=("상실",),
        extra=(("publisher", "출판사"), ("note", '"따옴표"')),
    )
    catalogue = Catalogue.of([full, ItemFacts("bare")])
    artifacts.save(Engine(catalogue, (), Weights.even([])), tmp_path, created=NOON)
    assert artifacts.load(tmp_path).catalogue.facts == catalogue.facts


def test_an_empty_catalogue_is_saved_and_loaded(tmp_path: Path) -> None:
    artifacts.save(Engine(Catalogue.of([]), (), Weights.even([])), tmp_path, created=NOON)
    assert len(artifacts.load(tmp_path).catalogue) == 0


def test_histories_come_back_and_only_their_file_knows_anyone(saved: Path) -> None:
    found = artifacts.load_histories(saved.parent)
    people = shop().users.ids
    assert len(people) == 50
    for user in (*people, "nobody"):
        assert found.state_of(user) == shop().state_of(user)
    telling = [PERSON.encode(), EVENT.encode(), b"private-visit"]
    with_people = [name for name in files_of(saved) if any(word in (saved / name).read_bytes() for word in telling)]
    assert with_people in ([], ["histories.parquet"])  # [] where the file is compressed
    assert PERSON not in pl.read_parquet(saved / "items.parquet").write_json()
    histories = pl.read_parquet(saved / "histories.parquet")
    assert set(histories["user_id"]) == set(people)


def test_no_array_has_a_row_for_every_person(saved: Path) -> None:
    """The 50 people appear nowhere as an axis, but in the snapshot of histories."""
    for path in saved.glob("*.npz"):
        with np.load(path, allow_pickle=False) as stored:
            assert all(len(shop().users) not in stored[name].shape for name in stored.files), path.name


def test_without_a_dataset_nobodys_history_is_kept(tmp_path: Path) -> None:
    model = artifacts.save(fitted(), tmp_path, created=NOON)
    assert "histories.parquet" not in files_of(model)
    assert artifacts.load_histories(tmp_path).state_of(f"{PERSON}-1") == UserState()


FILES = [*(f"{name}.npz" for name in EngineConfig().scorers), "items.parquet", "histories.parquet", "manifest.json"]


def test_the_files_are_those_the_tests_damage(saved: Path) -> None:
    assert files_of(saved) == sorted(FILES)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("place", [0.0, 0.5, 0.999])
def test_one_changed_byte_in_any_file_is_refused_naming_the_file(saved: Path, name: str, place: float) -> None:
    path = saved / name
    content = bytearray(path.read_bytes())
    content[int(place * len(content))] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(ArtifactError, match=name):
        artifacts.load(saved.parent)
    if name == "histories.parquet":
        with pytest.raises(ArtifactError, match=name):
            artifacts.load_histories(saved.parent)


def test_a_weight_changed_by_hand_is_refused(saved: Path) -> None:
    path = saved / "manifest.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    told["slopes"][0][0] += 1.0
    path.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(ArtifactError, match=r"manifest.json: changed since it was written"):
        artifacts.load(saved.parent)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_refused_naming_it(saved: Path, name: str) -> None:
    (saved / name).unlink()
    with pytest.raises(ArtifactError, match=name):
        artifacts.load(saved.parent)


@pytest.mark.parametrize("schema", [artifacts.SCHEMA - 1, artifacts.SCHEMA + 1, "2", None])
def test_another_schema_is_refused_with_both_versions(saved: Path, schema: object) -> None:
    path = saved / "manifest.json"
    told = json.loads(path.read_text(encoding="utf-8")) | {"schema": schema}
    path.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(ArtifactError, match=rf"schema {schema}, this version reads {artifacts.SCHEMA}"):
        artifacts.load(saved.parent)


@pytest.mark.parametrize("text", ["", "[]", "7", "null", "{}", '{"schema"', "\xff"])
def test_a_manifest_that_is_none_is_refused(saved: Path, text: str) -> None:
    (saved / "manifest.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(ArtifactError, match="not a readable manifest"):
        artifacts.load(saved.parent)


def test_a_folder_without_a_model_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match=r"no trained model here; run `gonggam train"):
        artifacts.load(tmp_path / "nowhere")


@pytest.mark.parametrize("text", ["", "[]", "7", "{}", '{"model": "gone"}', '{"model": 7}', "\xff"])
def test_a_damaged_pointer_is_refused_naming_it(saved: Path, text: str) -> None:
    (saved.parent / "current.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(ArtifactError, match=r"current.json"):
        artifacts.load(saved.parent)


def test_a_single_model_folder_loads_without_a_pointer(saved: Path) -> None:
    (saved.parent / "current.json").unlink()
    assert artifacts.load(saved).model_id == saved.name
    with pytest.raises(ArtifactError, match="no trained model here"):
        artifacts.load(saved.parent)


def test_a_half_written_draft_is_ignored(saved: Path) -> None:
    draft = saved.parent / ".draft-abc"
    draft.mkdir()
    (draft / "items.parquet").write_bytes(b"half")
    (saved.parent / ".current-abc").write_text('{"mod', encoding="utf-8")
    assert artifacts.load(saved.parent).model_id == saved.name


class Unwritable:
    """A scorer whose arrays cannot be had: the disk is full, say."""

    name, parts, n_items = "broken", (), 0

    def arrays(self):
        raise OSError("no space left on device")


def test_a_save_that_fails_leaves_the_old_model_and_no_draft(saved: Path) -> None:
    broken = Engine(fitted().catalogue, (Unwritable(),), Weights.even([]))  # type: ignore[arg-type]
    with pytest.raises(OSError, match="no space left"):
        artifacts.save(broken, saved.parent, created=NOON)
    assert artifacts.load(saved.parent).model_id == saved.name
    assert files_of(saved.parent) == sorted([saved.name, "current.json"])


def test_saving_the_same_again_keeps_the_files_in_use_and_repairs_damaged_ones(saved: Path) -> None:
    before = (saved / "items.parquet").stat().st_ino
    assert artifacts.save(fitted(), saved.parent, created=NOON, dataset=shop()) == saved
    assert (saved / "items.parquet").stat().st_ino == before
    (saved / "items.parquet").write_bytes(b"damaged")
    artifacts.save(fitted(), saved.parent, created=NOON, dataset=shop())
    assert artifacts.load(saved.parent).model_id == saved.name


def test_a_copy_is_the_same_model_in_another_folder(saved: Path, tmp_path: Path) -> None:
    copied = artifacts.copy(saved, tmp_path / "elsewhere")
    assert artifacts.load(tmp_path / "elsewhere").model_id == copied.name == saved.name
    assert files_of(copied) == files_of(saved)
    assert artifacts.copy(saved, saved.parent) == saved


def test_other_content_in_the_same_second_is_another_model(saved: Path) -> None:
    other = artifacts.save(fitted(), saved.parent, created=NOON, dataset=shop(), about={"seed": 1})
    assert other != saved
    assert artifacts.current(saved.parent) == other
    assert artifacts.read_manifest(other)["about"] == {"seed": 1}


def test_the_manifest_tells_what_the_model_came_from(saved: Path) -> None:
    told = artifacts.read_manifest(saved)
    log = shop().interactions
    assert (told["kind"], told["timezone"], told["items"], told["events"]) == ("book", "UTC", 12, len(log))
    assert told["event_range"] == [int(log.time.min()), int(log.time.max())]
    assert told["scorers"] == list(EngineConfig().scorers)


def test_a_reader_never_sees_a_broken_state_while_models_are_swapped(tmp_path: Path) -> None:
    """Fifty times a model becomes current, new ones and old ones again, under a reader that never stops."""
    engines = [Engine(Catalogue.of([ItemFacts(f"i{n}")]), (), Weights.even([])) for n in range(5)]
    known = {artifacts.save(e, tmp_path, created=NOON + timedelta(seconds=n)).name for n, e in enumerate(engines)}
    problems: list[Exception] = []
    seen: list[str] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                seen.append(artifacts.load(tmp_path).model_id)
            except Exception as error:  # whatever it is, it is what this test looks for
                problems.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    for swap in range(50):
        n = swap % len(engines)
        artifacts.save(engines[n], tmp_path, created=NOON + timedelta(seconds=n))
    stop.set()
    reader.join()
    assert problems == []
    assert set(seen) <= known
    assert len(set(seen)) > 1
