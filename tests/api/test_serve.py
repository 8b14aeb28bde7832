"""`gonggam serve`: real processes on real ports."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from api.consent import DEFAULT_PURPOSES
from api.serve import consent_text, run_serve
from recsys import artifacts
from recsys.errors import ConfigError
from tests import worlds

SERVE = (
    "import sys; from pathlib import Path; from api.serve import run_serve; a = sys.argv; "
    "run_serve(Path(a[1]) if a[1] else None, Path(a[2]) if a[2] else None, None, '127.0.0.1', int(a[3]), int(a[4]))"
)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(model: Path | None = None, catalogue: Path | None = None, workers: int = 1) -> Iterator[int]:
    port = free_port()
    arguments = [str(model or ""), str(catalogue or ""), str(port), str(workers)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GONGGAM_")}
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        _wait(port, process)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def _wait(port: int, process: "subprocess.Popen[str]") -> None:
    for _ in range(600):
        if process.poll() is not None:
            pytest.fail(process.communicate()[0])
        try:
            ask(port, "/readyz")
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server did not start")


def ask(port: int, path: str, body: object = None) -> dict:  # type: ignore[type-arg]
    data = None if body is None else json.dumps(body).encode()
    request = Request(f"http://127.0.0.1:{port}{path}", data, {"Content-Type": "application/json"})
    with urlopen(request, timeout=30) as answer:
        return dict(json.load(answer))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    artifacts.save(worlds.engine(), tmp_path / "model", created=datetime(2024, 1, 1, tzinfo=UTC))
    return tmp_path / "model"


@pytest.mark.slow
def test_an_event_posted_to_one_worker_counts_in_the_next_answer_of_the_other(model: Path) -> None:
    with serving(model, workers=2) as port:
        for number in range(8):
            like = {"event_id": f"e{number}", "event": "like", "user_id": f"u{number}", "item_id": "b9"}
            ask(port, "/v1/events", {"events": [{**like, "at": "2024-02-24T20:00:00Z"}]})
            # Each request is a new connection: whichever worker takes it must know.
            answers = [ask(port, "/v1/recommendations", {"user_id": f"u{number}"}) for _ in range(3)]
            assert {answer["strategy"] for answer in answers} == {"personal"}
    assert (model / "gonggam.db").exists()


@pytest.mark.slow
def test_a_catalogue_without_events_gives_a_first_list(tmp_path: Path) -> None:
    (tmp_path / "dataset.toml").write_text('name = "mine"\nkind = "book"\n', "utf-8")
    (tmp_path / "items.csv").write_text(
        "item_id,title,creator\na,첫 책,한강\nb,둘째 책,한강\nc,셋째 책,김초엽\n", "utf-8"
    )
    with serving(catalogue=tmp_path) as port:
        answer = ask(port, "/v1/recommendations", {"user_id": "u1", "k": 2})
        assert answer["strategy"] == "cold"
        assert len(answer["items"]) == 2
        like = {"event_id": "e1", "event": "like", "user_id": "u1", "item_id": "a", "at": "2024-02-24T20:00:00Z"}
        ask(port, "/v1/events", {"events": [like]})
        answer = ask(port, "/v1/recommendations", {"user_id": "u1", "k": 1})
        assert (answer["strategy"], answer["items"][0]["item_id"]) == ("personal", "b")


@pytest.mark.slow
def test_ten_megabytes_are_refused_over_a_real_connection(model: Path) -> None:
    with serving(model) as port, pytest.raises(HTTPError) as refused:
        ask(port, "/v1/recommendations", {"query": "x" * 10_000_000})
    assert refused.value.code == 413
    assert json.load(refused.value)["errors"][0]["where"] == "body"


def test_outside_addresses_and_nothing_to_serve_are_refused(model: Path) -> None:
    with pytest.raises(ConfigError, match="GONGGAM_KEYS"):
        run_serve(model, None, None, "0.0.0.0", 8000, 1)
    with pytest.raises(ConfigError, match="--model DIR or --catalogue"):
        run_serve(None, None, "sqlite:///x.db", "127.0.0.1", 8000, 1)


def test_the_defaults_of_consent_are_told() -> None:
    assert consent_text(DEFAULT_PURPOSES).startswith(
        "consents until a person answers: on: history, session, time; off: mood"
    )
