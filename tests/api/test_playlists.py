"""`POST /v1/playlists` over a small music shelf: the list, its words, consent, and what is kept of it."""

import json
import math
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from api.schemas.playlists import ASKED
from api.shops import Fixed, Model
from recsys.dataset.catalogue import Catalogue
from recsys.protocols import TrainingData
from recsys.training import fit_engine
from recsys.types import Interactions, ItemFacts
from tests import worlds
from tests.api.conftest import Client, OpenClient, event

N = 400


@cache
def shelf() -> Model:
    """Tracks t0... over the whole plane; t0 and t1 are for adults, every fifth is without words.

    Each listener keeps to tracks of neighbouring numbers: there is a taste to be learned.
    """
    rng = np.random.default_rng(5)

    def facts(n: int) -> ItemFacts:
        return ItemFacts(
            f"t{n}", "track", title=f"노래 {n}", creator=f"가수 {rng.integers(90)}",
            valence=float(rng.uniform(-0.9, 0.9)), arousal=float(rng.uniform(-0.9, 0.9)),
            tempo=float(rng.uniform(80, 120)), duration_seconds=float(rng.integers(150, 300)),
            language="ko" if n % 2 else "en", age_limit=19 if n < 2 else 0,
            extra=(("instrumental", "true" if n % 5 == 0 else "false"),),
        )  # fmt: skip

    user = rng.integers(0, 60, 1_500)
    item = (rng.integers(0, N, 60)[user] + rng.laplace(0.0, 12.0, 1_500).astype(np.int64)) % N
    time = np.sort(rng.integers(1_700_000_000, 1_708_640_000, 1_500))
    ones = np.ones(1_500, dtype=np.float32)
    log = Interactions(user.astype(np.int32), item.astype(np.int32), ones, time.astype(np.int64), 60, N, "seconds")
    return Model(fit_engine(TrainingData(log, Catalogue.of(facts(n) for n in range(N)))))


@pytest.fixture
def music(open_client: OpenClient) -> Client:
    return open_client({"music": Fixed(shelf()), "books": Fixed(Model(worlds.engine()))})


def ask(client: Client, status: int = 200, **body):
    answer = client.http.post("/v1/playlists", json={"seed": 1, **body})
    assert answer.status_code == status, answer.text
    return answer.json()


def ids(answer) -> list[str]:
    return [track["item_id"] for track in answer["tracks"]]


def play(client: Client, *items: str, name: str = "complete", user: str = "u1") -> None:
    client.post(*(event(f"{name}-{user}-{i}", i, name, user_id=user) for i in items))


def test_the_documented_example_is_answered_as_the_contract_says(music):
    told = ask(music, **{**ASKED, "at": "2024-02-24T18:30:00+09:00"})
    assert {"request_id", "title", "reason", "message", "tracks", "trajectory", "unmet"} <= set(told)
    fields = {"item_id", "title", "creator", "valence", "arousal", "tempo", "reason"}
    assert all(fields <= set(track) for track in told["tracks"])
    assert told["reason"]["text"].startswith("지친다고 하셔서")
    assert told["unmet"] == [] and told["message"] is None


def test_a_lift_starts_near_the_start_and_ends_bright_in_small_steps(music):
    told = ask(music, start={"valence": -0.6, "arousal": -0.3}, intent="lift", minutes=40)
    points = [(track["valence"], track["arousal"]) for track in told["tracks"]]
    assert math.dist(points[0], (-0.6, -0.3)) <= 0.35
    assert all(math.dist(one, other) <= 0.25 for one, other in pairwise(points))
    assert points[-1][0] >= -0.2
    assert [(p["valence"], p["arousal"]) for p in told["trajectory"]["points"]] == points
    assert abs(sum(track["duration_seconds"] for track in told["tracks"]) / 60 - 40) < 5


def test_the_same_seed_gives_the_same_list_and_another_another(music):
    asked = {"start": {"label": "calm"}, "intent": "match"}
    assert ids(ask(music, **asked)) == ids(ask(music, **asked))
    assert len({tuple(ids(ask(music, **asked, seed=seed))) for seed in range(8)}) == 8


def test_a_list_without_a_seed_tells_the_one_it_drew(music):
    drawn = ask(music, seed=None)
    assert ids(ask(music, seed=drawn["seed"])) == ids(drawn)


def test_korean_and_english_names_of_a_mood_are_the_same(music):
    assert ids(ask(music, start={"label": "지침"})) == ids(ask(music, start={"label": "tired"}))


def test_it_speaks_english_where_asked(music):
    told = ask(music, start={"label": "tired"}, intent="lift", locale="en-US")
    assert told["reason"]["text"].startswith("You said you are tired")


def test_filters_hold(music):
    told = ask(music, language="ko", minutes=20)
    assert {int(one[1:]) % 2 for one in ids(told)} == {1}
    wordless = ask(music, instrumental=True, minutes=15)
    assert {int(one[1:]) % 5 for one in ids(wordless)} == {0}
    first = ask(music)
    names = [first["tracks"][0]["creator"], first["tracks"][1]["item_id"]]
    again = ask(music, leave_out=names)
    assert names[0] not in {track["creator"] for track in again["tracks"]} and names[1] not in ids(again)


def test_a_seed_track_opens_the_list_and_an_unknown_one_is_refused(music):
    assert ids(ask(music, seed_track="t9"))[0] == "t9"
    told = ask(music, 422, seed_track="nothing")
    assert told["errors"][0]["where"] == "seed_track"


def test_age_limits_open_for_verified_adults_only(music):
    def seen(age):
        at = shelf().engine.catalogue.facts[0]
        asked = {"start": {"valence": at.valence, "arousal": at.arousal}, "instrumental": True, "language": "en"}
        return {one for seed in range(12) for one in ids(ask(music, **asked, seed=seed, viewer={"age": age}))}

    assert "t0" in seen("adult_verified")
    assert "t0" not in seen("unknown") | seen("under19")
    ask(music, 422, seed_track="t0")


def test_tracks_skipped_of_late_do_not_come_back(music):
    first = ids(ask(music, user_id="u1"))
    play(music, *first[:3], name="skip")
    assert not set(first[:3]) & set(ids(ask(music, user_id="u1")))


def test_the_next_list_goes_on_from_the_last_one_without_its_tracks(music):
    first = ask(music, user_id="u1", intent="match")
    second = ask(music, user_id="u1", intent="match", continue_from=first["request_id"])
    assert not set(ids(first)) & set(ids(second))
    last, opens = first["tracks"][-1], second["tracks"][0]
    assert math.dist((last["valence"], last["arousal"]), (opens["valence"], opens["arousal"])) <= 0.25
    assert second["trajectory"]["source"] == "continued"


def test_another_persons_list_cannot_be_gone_on_from(music):
    mine = ask(music, user_id="u1")
    assert "unknown playlist" in ask(music, 422, user_id="u2", continue_from=mine["request_id"])["detail"]
    other = music.http.post("/v1/recommendations", json={"user_id": "u1"}).json()
    ask(music, 422, user_id="u1", continue_from=other["request_id"])


def test_taste_needs_consent_to_history(music):
    play(music, *(f"t{n}" for n in range(10, 40)))
    personal = ask(music, user_id="u1", start={"label": "calm"})
    assert personal["strategy"] == "personal"
    assert any(track["reason"] for track in personal["tracks"])
    music.consent("u1", history=False, session=False)
    music.consent("u2", history=False, session=False)
    told = ask(music, user_id="u1", start={"label": "calm"})
    assert ids(told) == ids(ask(music, user_id="u2", start={"label": "calm"})) != ids(personal)
    assert not any(track["reason"] for track in told["tracks"])
    assert "들으신" not in told["reason"]["text"] and "취향" not in told["reason"]["text"]


def test_a_track_the_listener_knows_is_no_reason_for_itself(music):
    play(music, *(f"t{n}" for n in range(0, 400, 2)))
    tracks = [one for seed in range(5) for one in ask(music, user_id="u1", seed=seed)["tracks"]]
    assert {track["is_new"] for track in tracks} == {True, False}
    assert all(track["reason"] is None for track in tracks if not track["is_new"])


def test_without_a_start_it_begins_among_the_plays_and_for_a_stranger_in_the_middle(music):
    assert ask(music, user_id="nobody")["trajectory"]["source"] == "middle"
    play(music, "t20", "t30")
    told = ask(music, user_id="u1")["trajectory"]
    facts = [shelf().engine.catalogue.facts[n] for n in (20, 30)]
    assert told["source"] == "heard"
    assert told["start"]["valence"] == pytest.approx(sum(f.valence for f in facts) / 2)


def test_a_mood_told_before_is_where_it_begins_with_consent_and_never_without(music):
    report = event("m1", name="mood_report", label="sad")
    report.pop("item_id")
    music.consent("u1", mood=True)
    music.post(report)
    told = ask(music, user_id="u1")
    assert told["trajectory"]["source"] == "believed"
    assert told["trajectory"]["start"] is None
    assert "슬프" not in json.dumps(told, ensure_ascii=False)
    assert ask(music, user_id="u1", viewer={"age": "under19"})["trajectory"]["source"] == "middle"
    music.consent("u1", mood=False)
    assert ask(music, user_id="u1")["trajectory"]["source"] == "middle"


def test_nothing_of_a_start_mood_is_stored(music):
    ask(music, user_id="u1", start={"label": "lonely"}, intent="match")
    exported = json.dumps(music.http.get("/v1/users/u1/export").json(), ensure_ascii=False)
    assert "외로" not in exported and "lonely" not in exported and '"start"' not in exported
    one, other = (
        music.http.get(f"/v1/users/{user}/export").json()["impressions"][0]
        for user, mood in (("a", "happy"), ("b", "happy"))
        if ask(music, user_id=user, start={"label": mood})
    )
    assert one["extra"].keys() == other["extra"].keys() <= {"playlist_title", "titles", "without"}


def test_no_title_comes_twice_in_a_week(music):
    titles = [ask(music, user_id="u1", start={"label": "calm"}, intent="focus", seed=3)["title"] for _ in range(25)]
    assert len(set(titles)) == 25


def test_why_tells_of_a_playlists_track_by_taste_alone(music):
    play(music, *(f"t{n}" for n in range(10, 40)))
    made = ask(music, user_id="u1", start={"label": "sad"}, intent="lift")
    for track in made["tracks"]:
        why = music.http.get(f"/v1/recommendations/{made['request_id']}/items/{track['item_id']}/why").json()
        assert why["rank"] == ids(made).index(track["item_id"]) + 1
        assert sum(factor["contribution"] for factor in why["factors"]) == pytest.approx(why["score"], abs=1e-5)
        assert not any("mood" in factor["scorer"] for factor in why["factors"])


def test_what_cannot_be_kept_is_named_with_the_nearest_list(music):
    told = ask(music, start={"valence": -0.8, "arousal": 0.9}, intent="sleep", minutes=5)
    assert "end" in told["unmet"] and told["tracks"]
    assert told["message"]["code"] == "nearest" and "잔잔" in told["message"]["text"]


def test_filters_that_leave_nothing_give_an_empty_list_and_say_so(music):
    told = ask(music, language="la")
    assert (told["tracks"], told["unmet"], told["reason"], told["title"]) == ([], ["tracks"], None, "")
    assert "조건" in told["message"]["text"]


def test_a_shop_without_tracks_says_clearly_that_it_has_none(music):
    told = ask(music, 422, shop="books")
    assert told["errors"][0]["where"] == "shop" and "no track" in told["detail"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("intent", "party"), ("minutes", 0), ("minutes", 10_000), ("new_share", 1.5), ("start", {"label": "hangry"}),
        ("start", {}), ("seed", -1), ("seed", "x"), ("continue_from", "nothing"), ("seed_tracks", "t1"),
        ("locale", "xx"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_where(music, field, value):
    told = ask(music, 422, **{field: value})
    assert told["errors"][0]["where"].startswith(field)


def test_new_songs_take_the_share_asked_for(music):
    play(music, *(f"t{n}" for n in range(0, 400, 2)))
    for share in (0.0, 0.5, 1.0):
        told = ask(music, user_id="u1", new_share=share, minutes=25)
        new = sum(track["is_new"] for track in told["tracks"])
        assert abs(new - share * len(told["tracks"])) <= 1 or "new_share" in told["unmet"]
    assert "new_share" not in ask(music, user_id="u1", new_share=0.5)["unmet"]
