"""Reload under load: new models are trained in while people ask. No request may fail, every answer names its model.

The real `gonggam serve` over loopback with 8 connections; two models of a synthetic shop take turns in its folder.
"""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from recsys import artifacts
from recsys.engine import Engine

CONNECTIONS, N_PEOPLE, PATIENCE = 8, 500, 20.0
RESULT = Path(__file__).parent / "results" / "reload.json"


@dataclass
class Seen:
    """What the connections met; appended to by all of them."""

    latencies: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    models: dict[str, int] = field(default_factory=dict)
    is_over: threading.Event = field(default_factory=threading.Event)


def engines(n_items: int = 3_000) -> list[Engine]:
    """Two models of one shop, learned from different people."""
    from benchmarks.synthetic import catalogue_of, interactions_of
    from recsys.protocols import TrainingData
    from recsys.training import fit_engine

    catalogue = catalogue_of(n_items)
    return [fit_engine(TrainingData(interactions_of(n_items, 1_000, 30_000, seed), catalogue)) for seed in (0, 1)]


@contextmanager
def serving(folder: Path) -> Iterator[int]:
    """The port of `gonggam serve --model FOLDER` while it runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "api.cli", "serve", "--model", str(folder), "--port", str(port)]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GONGGAM_")}
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env=clean, stdout=quiet, stderr=quiet)
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, "the server did not start"
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _ask(port: int, first: int, seen: Seen) -> None:
    """One connection, kept open, asking for one person after the other."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    person = first
    while not seen.is_over.is_set():
        person = (person + 1) % N_PEOPLE
        started = time.perf_counter()
        try:
            told = _answer(connection, person)
            name = str(told["model"])
        except (HTTPException, OSError, ValueError, KeyError) as error:
            seen.failures.append(f"{type(error).__name__}: {error}"[:200])
            connection.close()
            continue
        seen.latencies.append(time.perf_counter() - started)
        seen.models[name] = seen.models.get(name, 0) + 1
    connection.close()


def _answer(connection: HTTPConnection, person: int) -> dict[str, Any]:
    body = json.dumps({"user_id": f"u{person}", "k": 10})
    connection.request("POST", "/v1/recommendations", body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != 200:
        raise ValueError(f"status {answer.status}")
    told: dict[str, Any] = json.loads(content)
    if not told["items"]:
        raise ValueError("no items")
    return told


def measure(swaps: int, seconds: float, models: list[Engine]) -> dict[str, Any]:
    """Swap models evenly through the time; every new one must be taken up before the next."""
    start = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        names = [artifacts.save(models[0], folder, created=start).name]
        with serving(folder) as port:
            seen = Seen()
            asking = [threading.Thread(target=_ask, args=(port, 60 * n, seen)) for n in range(CONNECTIONS)]
            began = time.perf_counter()
            for thread in asking:
                thread.start()
            delays = []
            for number in range(1, swaps + 1):
                time.sleep(max(0.0, began + number * seconds / (swaps + 1) - time.perf_counter()))
                created = start + timedelta(seconds=number)
                names.append(artifacts.save(models[number % 2], folder, created=created).name)
                delays.append(_taken_up(names[-1], seen))
            time.sleep(max(0.0, began + seconds - time.perf_counter()))
            seen.is_over.set()
            for thread in asking:
                thread.join()
            took = time.perf_counter() - began
    return _told(seen, names, delays, took)


def _taken_up(name: str, seen: Seen) -> float:
    """Seconds until an answer names the model."""
    began = time.perf_counter()
    while name not in seen.models:
        assert time.perf_counter() - began < PATIENCE, f"{name} was not taken up"
        time.sleep(0.01)
    return time.perf_counter() - began


def _told(seen: Seen, names: list[str], delays: list[float], took: float) -> dict[str, Any]:
    cuts = statistics.quantiles(seen.latencies, n=100)
    return {
        "swaps": len(names) - 1,
        "seconds": round(took, 1),
        "connections": CONNECTIONS,
        "requests": len(seen.latencies) + len(seen.failures),
        "failed": len(seen.failures),
        "failures": seen.failures[:5],
        "answers_without_a_known_model": sum(n for name, n in seen.models.items() if name not in names),
        "models_seen": len(seen.models),
        "taken_up_after_s_median": round(statistics.median(delays), 2),
        "taken_up_after_s_most": round(max(delays), 2),
        "p50_ms": round(cuts[49] * 1e3, 1),
        "p99_ms": round(cuts[98] * 1e3, 1),
        "slowest_ms": round(max(seen.latencies) * 1e3, 1),
    }


def main() -> None:
    """Measure, print a table, write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--swaps", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--json", type=Path, default=RESULT)
    given = parser.parse_args()
    told = measure(given.swaps, given.seconds, engines())
    for name, value in told.items():
        print(f"{name:<32}{value}")
    given.json.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
