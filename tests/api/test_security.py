"""Keys, this machine only, other sites, the clock of tests, and settings that are refused."""

import pytest

from api.security import Keys, host_name, is_loopback, refuse_open_address
from api.settings import read_settings
from api.shops import Fixed, Model
from recsys.errors import ConfigError
from tests import worlds
from tests.api.conftest import Client, OpenClient, event

KEY, OTHER = "a-key-of-the-bookshop", "a-key-of-everything-here"


@pytest.fixture
def guarded(open_client: OpenClient) -> Client:
    model = Fixed(Model(worlds.engine()))
    return open_client({"bookshop": model, "music": model}, keys={KEY: ("music",), OTHER: ("*",)})


class TestKeys:
    def test_without_a_key_nothing_of_v1_is_answered(self, guarded: Client) -> None:
        for headers in ({}, {"X-API-Key": "a-wrong-key-of-some-length"}):
            answer = guarded.http.get("/v1/shops", headers=headers)
            assert answer.status_code == 401
            assert answer.headers["content-type"] == "application/problem+json"
        assert guarded.http.get("/metrics").status_code == 401
        assert guarded.http.get("/healthz").status_code == 200

    def test_a_key_opens_its_own_shop_only(self, guarded: Client) -> None:
        headers = {"X-API-Key": KEY}
        shops = guarded.http.get("/v1/shops", headers=headers).json()["shops"]
        assert [shop["id"] for shop in shops] == ["music"]
        asked = {
            shop: guarded.http.post("/v1/recommendations", json={"shop": shop}, headers=headers)
            for shop in ("music", "bookshop")
        }
        assert {shop: answer.status_code for shop, answer in asked.items()} == {"music": 200, "bookshop": 403}
        sent = guarded.http.post("/v1/events", json={"events": [event("e1")]}, headers=headers)
        assert sent.status_code == 200
        assert guarded.services.store.head("music", "u1") > 0

    def test_a_key_for_all_opens_all(self, guarded: Client) -> None:
        assert len(guarded.http.get("/v1/shops", headers={"X-API-Key": OTHER}).json()["shops"]) == 2


class TestThisMachine:
    def test_without_keys_an_outside_address_is_refused(self) -> None:
        with pytest.raises(ConfigError, match=r"--host 0\.0\.0\.0: without API keys"):
            refuse_open_address("0.0.0.0", Keys.of({}))
        refuse_open_address("127.0.0.1", Keys.of({}))
        refuse_open_address("0.0.0.0", Keys.of({KEY: ("*",)}))

    @pytest.mark.parametrize(
        ("host", "local"),
        [
            ("127.0.0.9", True),
            ("[::1]", True),
            ("::1", True),
            ("localhost", True),
            ("10.0.0.1", False),
            ("evil.example", False),
        ],
    )
    def test_loopback(self, host: str, local: bool) -> None:
        assert is_loopback(host) is local

    @pytest.mark.parametrize(
        ("header", "name"), [("127.0.0.1:8000", "127.0.0.1"), ("[::1]:80", "::1"), ("http://A.b:1", "a.b")]
    )
    def test_host_names(self, header: str, name: str) -> None:
        assert host_name(header) == name

    def test_a_name_that_was_made_to_point_here_is_refused(self, client: Client) -> None:
        assert client.http.get("/v1/shops", headers={"Host": "evil.example"}).status_code == 403
        assert client.http.get("/v1/shops", headers={"Host": "127.0.0.1:8000"}).status_code == 200

    def test_a_page_of_another_site_is_refused(self, client: Client) -> None:
        told = {"json": {"events": [event("e1")]}}
        assert client.http.post("/v1/events", **told, headers={"Origin": "https://evil.example"}).status_code == 403
        assert client.http.post("/v1/events", **told, headers={"Origin": "http://testserver"}).status_code == 200

    def test_more_names_can_be_allowed(self, open_client: OpenClient) -> None:
        client = open_client(hosts=("shop.internal",))
        assert client.http.get("/v1/shops", headers={"Host": "shop.internal"}).status_code == 200


class TestClock:
    def test_only_a_test_server_lets_itself_be_told_the_time(self, open_client: OpenClient) -> None:
        client = open_client(test_clock=False)
        assert client.http.get("/healthz").status_code == 403
        del client.http.headers["X-Gonggam-Now"]
        assert client.http.get("/healthz").status_code == 200

    def test_a_time_without_an_offset_is_refused(self, client: Client) -> None:
        assert client.http.get("/healthz", headers={"X-Gonggam-Now": "2024-01-01T00:00:00"}).status_code == 422

    def test_what_is_future_depends_on_it(self, client: Client) -> None:
        later = event("e1", at="2024-02-25T00:00:00Z")
        assert client.http.post("/v1/events", json={"events": [later]}).status_code == 422
        headers = {"X-Gonggam-Now": "2024-02-25T00:00:00Z"}
        assert client.http.post("/v1/events", json={"events": [later]}, headers=headers).status_code == 200


class TestSettings:
    @pytest.mark.parametrize(
        ("name", "value", "told"),
        [
            ("GONGGAM_KEYZ", "x", "did you mean 'GONGGAM_KEYS'"),
            ("GONGGAM_KEYS", '{"short": ["*"]}', "at least 16"),
            ("GONGGAM_KEYS", "not json", "keys"),
            ("GONGGAM_DEFAULT_CONSENTS", "histroy", "did you mean 'history'"),
            ("GONGGAM_LOG_LEVEL", "loud", "GONGGAM_LOG_LEVEL"),
        ],
    )
    def test_what_is_wrong_is_refused_by_name(
        self, monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
    ) -> None:
        monkeypatch.setenv(name, value)
        with pytest.raises(ConfigError, match=told):
            read_settings()

    def test_what_is_right_is_read(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in {
            "KEYS": f'{{"{KEY}": ["*"]}}',
            "DEFAULT_CONSENTS": "session, time",
            "SHOPS": '{"a": "m"}',
            "HOSTS": "a,b",
        }.items():
            monkeypatch.setenv(f"GONGGAM_{name}", value)
        settings = read_settings()
        assert settings.keys == {KEY: ("*",)}
        assert settings.default_consents == {"session", "time"}
        assert (str(settings.shops["a"]), settings.hosts) == ("m", ("a", "b"))
