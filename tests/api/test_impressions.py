"""Impressions: light while a request runs, whole when they are written, lost one by one at worst."""

from dataclasses import replace

import numpy as np
import pytest

from api.impressions import MOST_CAUSES, REST, Shown
from recsys.dataset.catalogue import Catalogue
from recsys.evidence import CauseBlock
from recsys.types import ItemFacts, as_int32
from tests.api.conftest import Client, OpenClient, event


def shown(n_entries: int = 20) -> Shown:
    """One item with more causes than are kept by name."""
    rng = np.random.default_rng(0)
    linear = CauseBlock(
        "item_linear", ("item",) * n_entries, as_int32(range(n_entries)), rng.normal(size=(n_entries, 1))
    )
    popular = CauseBlock("popular", ("popularity",), as_int32([-1]), np.array([[0.25]]))
    score = float(linear.contributions.sum() + 0.25)
    item = {"item_id": "b1", "rank": 1, "score": score, "title": "하나", "reason": None}
    return Shown(
        request_id="r1",
        shop="default",
        at=5,
        model_id="m1",
        strategy="personal",
        surface="home",
        user_id="u1",
        session_id=None,
        life=None,
        items=[item],  # type: ignore[list-item]
        catalogue=Catalogue.of([ItemFacts("b1", title="하나"), ItemFacts("i3", title="셋")]),
        blocks=(linear, popular),
        entry_items=tuple(f"i{n}" for n in range(n_entries)),
        entry_events=tuple((f"e{n}",) for n in range(n_entries)),
    )


def test_the_largest_causes_are_named_and_the_rest_adds_up(client: Client) -> None:
    client.services.impressions.put(shown())
    kept = client.services.impressions.find("default", "r1")
    assert kept is not None
    rows = kept.items[0].contributions
    assert sum(row.contribution for row in rows) == pytest.approx(kept.items[0].score, abs=1e-8)
    assert sum(row.share for row in rows) == pytest.approx(1.0, abs=1e-6)
    named = [row for row in rows if row.cause != REST]
    assert len(named) == MOST_CAUSES
    assert [abs(row.contribution) for row in named] == sorted((abs(r.contribution) for r in named), reverse=True)
    assert named[0].event_ids == (f"e{named[0].cause.removeprefix('item:i')}",)


def test_waiting_or_written_it_reads_the_same(client: Client) -> None:
    client.services.impressions.put(shown())
    waiting = client.services.impressions.find("default", "r1")
    client.services.impressions.flush()
    client.services.store.flush()
    assert client.services.impressions.find("default", "r1") == waiting


def test_one_that_cannot_be_written_is_lost_alone(client: Client) -> None:
    impressions = client.services.impressions
    impressions.put(replace(shown(), request_id="bad", surface="\ud800"))
    impressions.put(shown())
    impressions.flush()
    client.services.store.flush()
    assert impressions.find("default", "bad") is None
    assert impressions.find("default", "r1") is not None
    assert "gonggam_impressions_lost_total 1.0" in client.http.get("/metrics").text


def test_nothing_is_written_of_somebody_deleted_while_it_waited(open_client: OpenClient) -> None:
    ours, theirs = open_client(), open_client()
    ours.post(event("e1"))
    answer = ours.ask(user_id="u1")
    theirs.http.delete("/v1/users/u1")
    ours.services.impressions.flush()
    ours.services.store.flush()
    assert ours.services.impressions.find("default", answer["request_id"]) is None


def test_it_is_on_the_disk_within_a_second(open_client: OpenClient) -> None:
    import threading

    ours, theirs = open_client(), open_client()
    answer = ours.ask(user_id="u1")
    pause = threading.Event()
    for _ in range(100):
        if theirs.services.store.impression("default", answer["request_id"]) is not None:
            return
        pause.wait(0.01)
    pytest.fail("not written within a second")
