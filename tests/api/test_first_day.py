"""A shop's first day over HTTP: a catalogue, events, a first model, the rules of the shelf, and a person who leaves."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from shutil import copyfile
from typing import Any

import numpy as np
import polars as pl
import pytest

from api.cli_train import Source, run_train
from api.consent import Consents, admit
from api.event_schema import parse_events
from api.services import sources_of
from api.settings import Settings
from api.store.store import Store
from recsys import artifacts
from recsys.config import EngineConfig
from recsys.dataset.demo.config import ShopperConfig
from recsys.dataset.demo.files import read_catalogue
from recsys.dataset.demo.generate import simulate
from recsys.training import fit_engine, training_data
from tests.api.conftest import Client, OpenClient, ids

SHOP = Path(__file__).parents[2] / "data" / "bookshop"
NIGHT = "2026-11-22T21:00:00+09:00"
N_EVENTS, BATCH = 2_000, 500
LEAVES = "s001"
"""The person who will ask to be forgotten."""

PAPER, EBOOK, AUDIOBOOK = "b031", "b032", "b033"
FIRST, SECOND = "b016", "b017"
ADULT = {"b457", "b692", "b693"}

pytestmark = pytest.mark.slow


@cache
def happened() -> tuple[dict[str, Any], ...]:
    """The first 2,000 events of 40 simulated shoppers, as a shop would post them."""
    simulated = simulate(read_catalogue(SHOP / "items.csv", "book"), ShopperConfig("book", 40), 0)
    rows = simulated.events.head(N_EVENTS).rename({"datetime": "at"}).to_dicts()
    return tuple({name: value for name, value in row.items() if value is not None} for row in rows)


def post_all(client: Client, events: list[dict[str, Any]]) -> int:
    told = [client.post(*events[start : start + BATCH]) for start in range(0, len(events), BATCH)]
    assert sum(answer["accepted"] + answer["not_stored"] for answer in told) == len(events)
    return sum(answer["accepted"] for answer in told)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The dataset folder: items and no events."""
    folder = tmp_path / "shop"
    folder.mkdir()
    for name in ("dataset.toml", "items.csv"):
        copyfile(SHOP / name, folder / name)
    return folder


@pytest.fixture
def client(open_client: OpenClient, shop: Path) -> Iterator[Client]:
    opened = open_client(sources_of(Settings(catalogue=shop)))
    opened.http.headers["X-Gonggam-Now"] = NIGHT
    yield opened


def train(shop: Path, db: Path) -> str:
    """`gonggam train SHOP --db URL --out SHOP/model`; the name of the new model."""
    run_train(Source(shop, f"sqlite:///{db}"), shop / "model", None, None)
    return artifacts.current(shop / "model").name


def bought(user: str, item: str, number: int) -> dict[str, Any]:
    return {
        "event_id": f"{user}-{number}",
        "event": "purchase",
        "user_id": user,
        "item_id": item,
        "at": f"2026-11-22T20:{number:02}:00+09:00",
    }


def everything(client: Client, user: str, **more: Any) -> list[str]:
    return ids(client.ask(user_id=user, k=1_000, reasons="none", **more))


def test_from_a_catalogue_alone_to_personal_lists_and_to_somebody_leaving(
    client: Client, shop: Path, tmp_path: Path
) -> None:
    db = tmp_path / "gonggam.db"
    a_first_list_is_cold_and_says_so_once(client)
    assert post_all(client, list(happened())) > 0.9 * N_EVENTS
    model = train(shop, db)
    client.services.shops["default"].refresh()
    lists_are_personal_and_from_the_new_model(client, model)
    what_was_bought_leaves_with_its_other_editions(client)
    the_next_volume_follows(client)
    nobody_unverified_sees_what_is_for_adults(client)
    who_leaves_leaves_no_trace(client, shop, tmp_path)


def a_first_list_is_cold_and_says_so_once(client: Client) -> None:
    answer = client.ask(user_id="minseo")
    assert answer["strategy"] == "cold"
    assert len(answer["items"]) == 10
    assert answer["message"]["text"]
    texts = [item["reason"]["text"] for item in answer["items"]]
    assert answer["message"]["text"] not in texts
    assert {item["reason"]["strength"] for item in answer["items"]} == {"general"}


def lists_are_personal_and_from_the_new_model(client: Client, model: str) -> None:
    seen = set()
    for user in ("minseo", "jiho", LEAVES):
        answer = client.ask(user_id=user)
        assert (answer["model"], answer["strategy"]) == (model, "personal")
        assert all(item["reason"]["text"] for item in answer["items"])
        assert sum(bool(item["reason"]["evidence"]) for item in answer["items"]) >= 8
        seen.add(tuple(ids(answer)))
    assert len(seen) == 3


def what_was_bought_leaves_with_its_other_editions(client: Client) -> None:
    assert {PAPER, EBOOK, AUDIOBOOK} & set(everything(client, "buyer"))
    client.post(bought("buyer", PAPER, 1))
    assert not {PAPER, EBOOK, AUDIOBOOK} & set(everything(client, "buyer"))


def the_next_volume_follows(client: Client) -> None:
    assert SECOND not in everything(client, "reader")
    client.post(bought("reader", FIRST, 1))
    answer = client.ask(user_id="reader", k=30)
    found = next(item for item in answer["items"] if item["item_id"] == SECOND)
    assert found["reason"]["code"] == "next_volume"


def nobody_unverified_sees_what_is_for_adults(client: Client) -> None:
    for viewer in ("unknown", "under14", "under19"):
        assert not ADULT & set(everything(client, "minseo", viewer={"age": viewer}))
        assert not ADULT & set(everything(client, "minseo", viewer={"age": viewer}, candidates=[*ADULT, "b001"]))
    assert ADULT & set(everything(client, "minseo", viewer={"age": "adult_verified"}))


def who_leaves_leaves_no_trace(client: Client, shop: Path, tmp_path: Path) -> None:
    assert client.http.delete(f"/v1/users/{LEAVES}").json()["deleted_rows"] > 0
    told = client.http.get(f"/v1/users/{LEAVES}/export").json()
    assert [told[name] for name in ("events", "impressions", "inferences", "model_history")] == [[], [], [], []]
    assert client.http.get(f"/v1/users/{LEAVES}/interests").json() == {"interests": [], "off": []}
    client.services.impressions.flush()
    client.services.store.flush()
    theirs = [LEAVES.encode()] + [e["event_id"].encode() for e in happened() if e["user_id"] == LEAVES]
    for file in tmp_path.glob("gonggam.db*"):
        kept = file.read_bytes()
        assert not [trace for trace in theirs if trace in kept], file.name
    without = learned(shop, tmp_path / "gonggam.db", tmp_path / "after")
    never = learned(shop, without_them(tmp_path / "never.db"), tmp_path / "never")
    equal_models(without, never)
    assert client.ask(user_id=LEAVES)["strategy"] == "cold"


def without_them(path: Path) -> Path:
    """The database of a shop that the person never entered."""
    posted = [event for event in happened() if event["user_id"] != LEAVES]
    posted += [bought("buyer", PAPER, 1), bought("reader", FIRST, 1)]
    events = parse_events(posted, now=int(datetime.fromisoformat(NIGHT).timestamp()))
    store = Store.open(f"sqlite:///{path}", now=lambda: 0)
    store.append("default", admit(events, Consents()).keep)
    store.close()
    return path


def learned(shop: Path, db: Path, out: Path) -> Path:
    data = Source(shop, f"sqlite:///{db}").read()
    engine = fit_engine(training_data(data, EngineConfig()), EngineConfig())
    return artifacts.save(engine, out, created=datetime(2026, 11, 23, tzinfo=UTC), dataset=data)


def equal_models(one: Path, other: Path) -> None:
    """Every array of both, and the histories: the same to the last bit."""
    files = sorted(path.name for path in one.iterdir())
    assert files == sorted(path.name for path in other.iterdir())
    assert len([name for name in files if name.endswith(".npz")]) >= 4
    for name in files:
        if name.endswith(".npz"):
            with np.load(one / name) as a, np.load(other / name) as b:
                assert sorted(a.files) == sorted(b.files)
                for part in a.files:
                    np.testing.assert_array_equal(a[part], b[part], err_msg=f"{name}: {part}")
        elif name.endswith(".parquet"):
            assert pl.read_parquet(one / name).equals(pl.read_parquet(other / name)), name


def test_the_real_commands_serve_a_catalogue_and_take_up_what_was_trained_beside_it(shop: Path) -> None:
    from tests.api.test_serve import ask, serving

    with serving(catalogue=shop) as port:
        assert ask(port, "/v1/recommendations", {"user_id": "minseo"})["strategy"] == "cold"
        for start in range(0, 1_000, BATCH):
            ask(port, "/v1/events", {"events": list(happened()[start : start + BATCH])})
        gonggam = [sys.executable, "-m", "api.cli", "train", "shop", "--db", "sqlite:///shop/gonggam.db"]
        subprocess.run([*gonggam, "--out", "shop/model"], cwd=shop.parent, check=True, capture_output=True)
        trained = artifacts.current(shop / "model").name
        for _ in range(300):
            answer = ask(port, "/v1/recommendations", {"user_id": "minseo"})
            if answer["model"] == trained:
                break
        assert (answer["model"], answer["strategy"]) == (trained, "personal")
