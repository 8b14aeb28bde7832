"""Shops: several in one server, models taken up while requests run, damaged ones refused."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.shops import Fixed, Folder, Model
from recsys import artifacts
from recsys.errors import ArtifactError
from tests import worlds
from tests.api.conftest import OpenClient, event, ids


def saved(folder: Path, second: int) -> str:
    created = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
    return artifacts.save(worlds.engine(), folder, created=created).name


class TestReload:
    def test_a_new_model_is_taken_up_while_requests_run_and_none_is_lost(
        self, open_client: OpenClient, tmp_path: Path
    ) -> None:
        first = saved(tmp_path / "m", 0)
        client = open_client({"default": Folder(tmp_path / "m")})
        client.post(event("e1"))
        seen: list[str] = []
        failed: list[Exception] = []

        def ask() -> None:
            try:
                seen.extend(client.ask(user_id="u1")["model"] for _ in range(25))
            except Exception as error:
                failed.append(error)

        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        second = saved(tmp_path / "m", 1)
        client.services.shops["default"].refresh()
        for thread in threads:
            thread.join()
        assert not failed
        assert len(seen) == 75 and set(seen) <= {first, second}
        assert client.ask(user_id="u1")["model"] == second

    def test_it_is_noticed_by_a_request_at_most_a_second_later(
        self, open_client: OpenClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("api.shops.LOOK_EVERY", 0.0)
        saved(tmp_path / "m", 0)
        client = open_client({"default": Folder(tmp_path / "m")})
        second = saved(tmp_path / "m", 1)
        waited = threading.Event()
        for _ in range(200):
            if client.ask()["model"] == second:
                return
            waited.wait(0.02)
        pytest.fail("the new model was not taken up")

    def test_a_damaged_model_is_refused_and_the_old_one_serves(self, open_client: OpenClient, tmp_path: Path) -> None:
        first = saved(tmp_path / "m", 0)
        client = open_client({"default": Folder(tmp_path / "m")})
        second = saved(tmp_path / "m", 1)
        broken = tmp_path / "m" / second / "popular.npz"
        whole = broken.read_bytes()
        broken.write_bytes(whole[:-10])
        client.services.shops["default"].refresh()
        assert client.ask()["model"] == first
        ready = client.http.get("/readyz").json()
        assert ready["status"] == "ready_with_older_model"
        assert ready["shops"]["default"]["problem"].startswith("popular.npz: missing or changed")
        assert str(tmp_path) not in str(ready)
        assert 'gonggam_model_problem{shop="default"} 1.0' in client.http.get("/metrics").text
        broken.write_bytes(whole)
        artifacts.make_current(tmp_path / "m", second)
        client.services.shops["default"].refresh()
        assert client.ask()["model"] == second
        assert client.http.get("/readyz").json()["status"] == "ready"

    def test_a_server_does_not_start_with_a_damaged_model(self, open_client: OpenClient, tmp_path: Path) -> None:
        name = saved(tmp_path / "m", 0)
        (tmp_path / "m" / name / "items.parquet").write_bytes(b"")
        with pytest.raises(ArtifactError, match="missing or changed"):
            open_client({"default": Folder(tmp_path / "m")})


class TestSeveral:
    def test_each_has_its_own_people_and_items(self, open_client: OpenClient) -> None:
        model = Model(worlds.engine(), about={"simulated": True, "kind": "book"})
        client = open_client({"bookshop": Fixed(model), "music": Fixed(Model(worlds.engine("order")))})
        client.http.post("/v1/events", json={"shop": "music", "events": [event("e1")]})
        assert client.ask(user_id="u1", shop="music")["strategy"] == "personal"
        assert client.ask(user_id="u1", shop="bookshop")["strategy"] == "cold"
        assert client.ask(user_id="u1")["strategy"] == "cold"
        client.http.put("/v1/items?shop=music", json={"items": [{"item_id": "only-music"}]})
        assert client.http.get("/v1/items/only-music/similar").status_code == 404
        assert client.http.get("/v1/items/only-music/similar?shop=music").status_code == 200

    def test_the_page_learns_of_shops_and_simulated_shoppers(self, open_client: OpenClient) -> None:
        model = Model(worlds.engine(), about={"simulated": True, "kind": "book"})
        client = open_client({"bookshop": Fixed(model), "mine": Fixed(Model(worlds.engine()))})
        shops = client.http.get("/v1/shops").json()["shops"]
        assert [(shop["id"], shop["is_default"], shop["simulated"]) for shop in shops] == [
            ("bookshop", True, True),
            ("mine", False, False),
        ]
        assert [person["user_id"] for person in shops[0]["personas"]][:1] == ["minseo"]
        assert shops[1]["personas"] == []


@pytest.mark.parametrize("unit", ["order", "none"])
def test_data_without_clock_times_is_served_too(open_client: OpenClient, unit: str) -> None:
    client = open_client({"default": Fixed(Model(worlds.engine(unit)))})  # type: ignore[arg-type]
    before = ids(client.ask(user_id="u1"))
    client.post(event("e1"))
    assert ids(client.ask(user_id="u1")) != before
