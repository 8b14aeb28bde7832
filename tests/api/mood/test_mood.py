"""A mood in the request is obeyed, quoted back and forgotten; a line of text is read and let go."""

import json
from pathlib import Path

import pytest

from tests.api.conftest import Client, event, ids
from tests.api.moody import bare, dump, reasons


class TestSaid:
    def test_a_first_visitor_is_obeyed_and_quoted(self, client: Client) -> None:
        plain, told = client.ask(), client.ask(mood={"label": "지침"})
        assert ids(plain) != ids(told)
        quoted = [r for r in reasons(told) if r["code"] == "mood_said"]
        assert 1 <= len(quoted) <= 3
        assert all(r["text"].startswith("지친다고 하셔서") and r["strength"] == "said" for r in quoted)
        assert told["used_signals"] == ["mood"]
        assert "mood" not in told["unused_signals"]
        assert told["mood"] == {"source": "said", "label": "tired", "needs": ["comfort"]}
        assert plain["mood"] is None
        assert plain["unused_signals"]["mood"] == "no_consent"

    def test_english_and_korean_names_mean_the_same_and_a_point_has_none(self, client: Client) -> None:
        one, other = client.ask(mood={"label": "tired"}), client.ask(mood={"label": "지침"})
        assert bare(one) == bare(other)
        point = client.ask(mood={"valence": -0.6, "arousal": -0.5})
        assert ids(point) == ids(one)
        assert point["mood"]["label"] is None
        assert any(r["text"].startswith("기분을 알려 주셔서") for r in reasons(point))

    def test_the_way_they_choose_changes_the_list_and_counts_for_nothing_alone(self, client: Client) -> None:
        stay = client.ask(mood={"label": "sad"}, intent="match")
        lift = client.ask(mood={"label": "sad"}, intent="lift")
        assert [item["score"] for item in stay["items"]] != [item["score"] for item in lift["items"]]
        alone = client.ask(intent="lift")
        assert alone["unused_signals"]["intent"] == "not_given"
        assert ids(alone) == ids(client.ask())

    def test_nothing_of_it_is_kept(self, client: Client, tmp_path: Path) -> None:
        client.post(event("e1", "b9"), event("e2", "b12"))
        told = client.ask(user_id="u1", session_id="s1", mood={"label": "lonely"}, intent="match")
        client.ask(session_id="s2", mood={"valence": -0.61, "arousal": -0.51})
        client.services.impressions.flush()
        client.services.store.flush()
        kept = dump(tmp_path / "gonggam.db") + client.http.get("/metrics").text
        kept += client.http.get("/v1/users/u1/export").text.replace('"mood":false', "")
        for trace in ("lonely", "외롭", "mood_said", "mood_fit", "-0.61", "match"):
            assert trace not in kept, trace
        why = client.http.get(f"/v1/recommendations/{told['request_id']}/items/{ids(told)[0]}/why").json()
        assert "mood" not in json.dumps(why)
        assert sum(factor["contribution"] for factor in why["factors"]) == pytest.approx(why["score"], abs=1e-6)
        assert bare(client.ask(user_id="u1", session_id="s1")) == bare(client.ask(user_id="u1", session_id="s1"))

    def test_the_young_are_obeyed_too(self, client: Client) -> None:
        for age in ("under14", "under19"):
            told = client.ask(user_id="u1", mood={"label": "tired"}, viewer={"age": age})
            assert "mood" in told["used_signals"]
            assert any(r["code"] == "mood_said" for r in reasons(told))

    def test_a_list_without_personal_data_says_what_it_followed(self, client: Client) -> None:
        told = client.ask(mode="non_profiled", mood={"label": "calm"})
        assert "알려 주신 기분" in told["message"]["text"]
        assert told["used_signals"] == ["mood"]

    @pytest.mark.parametrize("place", [{"surface": "push"}, {"channel": "store-kiosk"}, {"surface": "mail_weekly"}])
    def test_where_others_read_along_it_moves_the_list_without_a_word(
        self, client: Client, place: dict[str, str]
    ) -> None:
        told = client.ask(mood={"label": "sad"}, **place)
        assert ids(told) == ids(client.ask(mood={"label": "sad"}))
        assert not any("mood" in r["code"] for r in reasons(told))


class TestReading:
    def test_a_line_is_read_and_let_go(self, client: Client, tmp_path: Path) -> None:
        told = client.http.post("/v1/mood", json={"text": "오늘은 너무 지친다", "locale": "ko-KR"})
        assert told.status_code == 200
        read = told.json()
        assert read["valence"] < 0 < read["confidence"]
        assert "comfort" in read["needs"]
        assert read["care"] is None
        assert "지친" not in dump(tmp_path / "gonggam.db") + client.http.get("/metrics").text

    def test_a_line_without_a_mood_says_so(self, client: Client) -> None:
        read = client.http.post("/v1/mood", json={"text": "이야기 3"}).json()
        assert (read["confidence"], read["needs"]) == (0.0, [])

    def test_a_wrong_body_is_refused(self, client: Client) -> None:
        for body in ({}, {"text": "x" * 2001}, {"text": "x", "locale": "xx"}):
            assert client.http.post("/v1/mood", json=body).status_code == 422
