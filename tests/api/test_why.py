"""`why`: from what was written when the list was shown."""

from pathlib import Path

import pytest

from api.why import WORDS
from recsys.registry import MODELS
from tests.api.conftest import Client, OpenClient, event


def path_of(answer: dict, place: int = 0) -> str:  # type: ignore[type-arg]
    return f"/v1/recommendations/{answer['request_id']}/items/{answer['items'][place]['item_id']}/why"


@pytest.mark.parametrize("is_written", [False, True])
def test_the_bars_add_up_to_the_score(client: Client, is_written: bool) -> None:
    client.post(*[event(f"e{n}", f"b{n}") for n in range(7, 30)])
    answer = client.ask(user_id="u1")
    if is_written:
        client.services.impressions.flush()
        client.services.store.flush()
    for place, item in enumerate(answer["items"]):
        why = client.http.get(path_of(answer, place)).json()
        assert why["score"] == item["score"]
        assert sum(factor["contribution"] for factor in why["factors"]) == pytest.approx(item["score"], abs=1e-7)
        assert why["reason"] == item["reason"]


def test_it_says_what_would_change_it_and_who_made_the_sentence(client: Client) -> None:
    client.post(event("e1"))
    why = client.http.get(path_of(client.ask(user_id="u1"))).json()
    assert why["made_by"] == "추천 시스템이 만든 문장이에요."
    first = why["what_would_change_it"][0]
    assert first["event_ids"] == ["e1"]
    rest = sum(factor["contribution"] for factor in why["factors"] if "e1" not in factor["event_ids"])
    assert first["score_without"] == pytest.approx(rest, abs=1e-7)
    assert why["certainty"]["verified"] in (True, False)
    assert any("이야기 9" in words for words in why["evidence_in_words"])


def test_every_scorer_has_a_name_in_words_and_both_languages_say_the_same_things() -> None:
    assert WORDS["ko"].keys() == WORDS["en"].keys() >= MODELS.keys()
    assert not any(word in MODELS for words in WORDS.values() for word in words.values())


def test_in_english(client: Client) -> None:
    why = client.http.get(path_of(client.ask()), params={"locale": "en-US"}).json()
    assert why["made_by"] == "This sentence was made by the recommendation system."


def test_it_survives_a_restart_with_another_model(open_client: OpenClient, tmp_path: Path) -> None:
    from api.shops import Fixed, Model
    from tests import worlds

    first = open_client()
    first.post(event("e1"))
    answer = first.ask(user_id="u1")
    before = first.http.get(path_of(answer)).json()
    first.services.impressions.flush()
    first.services.store.flush()
    later = open_client({"default": Fixed(Model(worlds.engine("order")))})
    assert later.http.get(path_of(answer)).json() == before


def test_an_item_that_was_not_shown_has_no_why(client: Client) -> None:
    answer = client.ask(k=1)
    other = f"/v1/recommendations/{answer['request_id']}/items/b59/why"
    assert client.http.get(other).status_code == 404
