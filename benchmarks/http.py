"""How much of a request is the service's own: `POST /v1/recommendations` against what cannot be saved.

A server on loopback with a synthetic shop of 10,000 items and people with 50 events each, 8 connections, one worker:
- bare: an endpoint that returns two bytes;
- empty: the same request body read and validated, a ready answer of 10 items with reasons through the same schema;
- full: the whole service, with consents, state, engine, reasons and the impression;
- threaded: the same, each request handed to the thread pool instead of answered on the event loop.
The engine with reasons alone (t_core) is measured in a process beside it, under the same load of one.

ratio = (t_empty + t_core) / t_full, where t is seconds a request with all connections busy. Wanted: at least 0.70.
"""

import argparse
import json
import multiprocessing
import os
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from recsys import artifacts

N_PEOPLE, HISTORY, K = 200, 50, 10
CONNECTIONS, WANTED = 8, 0.70
RESULT = Path(__file__).parent / "results" / "http.json"


def events_of(number: int) -> list[Any]:
    """The likes of one person of the synthetic shop as the store's events."""
    from benchmarks.synthetic import person
    from recsys.events import Event, EventName

    return [
        Event(f"e{number}-{touch.event_id}", EventName.LIKE, touch.at, f"u{number}", None, touch.item_id)
        for touch in person(HISTORY, seed=number).touches
    ]


def body_of(person: int) -> bytes:
    """What a shop's server would send."""
    return json.dumps({"user_id": f"u{person}", "k": K, "tz": "Asia/Seoul", "surface": "home"}).encode()


def serve(folder: str, port: int, ready: Any) -> None:
    """The server process: the real app, and beside its routes those that measure the frame."""
    import uvicorn

    from api.app import create_app
    from api.services import build_services
    from api.settings import Settings
    from api.shops import Folder

    services = build_services(Settings(db=f"sqlite:///{folder}/http.db"), {"default": Folder(Path(folder))})
    services.store.append("default", [event for person in range(N_PEOPLE) for event in events_of(person)])
    app = create_app(services)
    app.router.routes.extend(measuring_routes(services))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None, access_log=False))
    threading.Thread(target=lambda: (_wait(port), ready.set()), daemon=True).start()
    server.run()


def measuring_routes(services: Any) -> list[Any]:
    """`/bare`, `/empty` with a ready answer, and `/threaded`, the whole service in the thread pool."""
    from fastapi import Request, Response
    from starlette.routing import Route

    from api.answers import answer, serialised
    from api.deps import shop_for
    from api.routing import JsonRoute
    from api.schemas.recommendations import RecommendationsIn, RecommendationsOut

    ready = ready_answer(services)

    async def bare(request: Request) -> Response:  # noqa: ARG001
        return Response(b"ok")

    async def empty(request: Request, body: RecommendationsIn) -> Response:  # noqa: ARG001
        return Response(serialised(ready), media_type="application/json")

    def threaded(request: Request, body: RecommendationsIn) -> Response:
        return Response(answer(services, shop_for(request, body.shop), body), media_type="application/json")

    told: dict[str, Any] = {"methods": ["POST"], "response_model": RecommendationsOut}
    routes: list[Any] = [JsonRoute("/empty", empty, **told), JsonRoute("/threaded", threaded, **told)]
    return [*routes, Route("/bare", bare, methods=["POST"])]


def ready_answer(services: Any) -> Any:
    """The full answer to the first person, made once."""
    from api.answers import told_list
    from api.schemas.recommendations import RecommendationsIn
    from api.whose import Whose
    from benchmarks.synthetic import NOW
    from recsys.engine import recommend
    from recsys.state.user_state import fold
    from recsys.types import SIGNALS, Query

    model = services.shops["default"].model()
    whose = Whose(fold(events_of(0)), frozenset(SIGNALS))
    ranking = recommend(model.engine, Query(state=whose.state, moment=NOW, k=K, use=whose.use))
    return told_list(model, (RecommendationsIn.model_validate_json(body_of(0)), whose, 0), ranking, "said")


def _wait(port: int) -> None:
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)


@contextmanager
def running(engine: Any) -> Iterator[tuple[int, int]]:
    """The server's port and process id while it runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    with tempfile.TemporaryDirectory() as folder:
        artifacts.save(engine, Path(folder), created=datetime.now(UTC))
        process = context.Process(target=serve, args=(folder, port, ready), daemon=True)
        process.start()
        try:
            assert ready.wait(300), "the server did not start"
            yield port, process.pid or 0
        finally:
            process.terminate()
            process.join(20)


def request_of(path: str, body: bytes) -> bytes:
    """One HTTP/1.1 request as bytes: the client must cost as little as it can."""
    head = (
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    )
    return "\r\n".join((*head, "", "")).encode() + body


def cpu_seconds(pid: int) -> float:
    """Processor time a process has used, all threads, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def drive(server: tuple[int, int], path: str, seconds: float) -> dict[str, float]:
    """All connections busy for a while: requests a second, latencies and the server's processor time in ms."""
    port, pid = server
    before = cpu_seconds(pid)
    context = multiprocessing.get_context("spawn")
    results: Any = context.Queue()
    client = context.Process(target=_clients, args=(port, path, seconds, results), daemon=True)
    client.start()
    count, took, latencies = results.get(timeout=seconds * 3 + 30)
    client.join()
    cuts = statistics.quantiles(latencies, n=100)
    cpu = (cpu_seconds(pid) - before) / count * 1e3
    return {"per_second": count / took, "p50_ms": cuts[49] * 1e3, "p99_ms": cuts[98] * 1e3, "cpu_ms": cpu}


def _clients(port: int, path: str, seconds: float, results: Any) -> None:
    import selectors

    rng = np.random.default_rng(1)
    requests = [request_of(path, body_of(int(p))) for p in rng.permutation(N_PEOPLE)]
    chosen = selectors.DefaultSelector()
    started: dict[socket.socket, float] = {}
    buffers: dict[socket.socket, bytes] = {}
    latencies: list[float] = []
    begin, sent = time.perf_counter(), 0
    for _ in range(CONNECTIONS):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        chosen.register(connection, selectors.EVENT_READ)
        started[connection], buffers[connection] = time.perf_counter(), b""
        connection.sendall(requests[sent % N_PEOPLE])
        sent += 1
    while time.perf_counter() - begin < seconds:
        for key, _ in chosen.select(1.0):
            connection: Any = key.fileobj
            buffers[connection] += connection.recv(1 << 18)
            if not _is_whole(buffers[connection]):
                continue
            assert buffers[connection].startswith(b"HTTP/1.1 200"), buffers[connection][:300]
            latencies.append(time.perf_counter() - started[connection])
            started[connection], buffers[connection] = time.perf_counter(), b""
            connection.sendall(requests[sent % N_PEOPLE])
            sent += 1
    results.put((len(latencies), time.perf_counter() - begin, latencies))


def _is_whole(buffer: bytes) -> bool:
    head, end, body = buffer.partition(b"\r\n\r\n")
    if not end:
        return False
    length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
    return len(body) >= int(length)


def core_seconds(engine: Any, seconds: float) -> tuple[float, float]:
    """Mean seconds of ranking with evidence and reasons, over the same people, and processor seconds."""
    from benchmarks.synthetic import NOW
    from explain.message import message
    from explain.reasons import reasons
    from recsys.engine import recommend
    from recsys.state.user_state import fold
    from recsys.types import Query

    states = [fold(events_of(person)) for person in range(N_PEOPLE)]
    count = 0
    for state in states[:20]:
        recommend(engine, Query(state=state, moment=NOW, k=K))
    begin, busy = time.perf_counter(), time.process_time()
    while time.perf_counter() - begin < seconds:
        ranking = recommend(engine, Query(state=states[count % N_PEOPLE], moment=NOW, k=K))
        reasons(ranking.items, strategy=ranking.strategy)
        message(ranking)
        count += 1
    return (time.perf_counter() - begin) / count, (time.process_time() - busy) / count


def measured(engine: Any, seconds: float, rounds: int) -> dict[str, Any]:
    """Rounds of all measurements, interleaved, so that a busy machine disturbs all alike; medians."""
    told: dict[str, list[dict[str, float]]] = {"bare": [], "empty": [], "full": [], "threaded": []}
    paths = {"bare": "/bare", "empty": "/empty", "full": "/v1/recommendations", "threaded": "/threaded"}
    cores = []
    with running(engine) as server:
        drive(server, paths["full"], 1.0)
        for _ in range(rounds):
            cores.append(core_seconds(engine, seconds))
            for name, path in paths.items():
                told[name].append(drive(server, path, seconds))
    rows = list(zip(told["empty"], told["full"], cores, strict=True))
    ratios = [(1 / empty["per_second"] + core[0]) * full["per_second"] for empty, full, core in rows]
    of_cpu = [(empty["cpu_ms"] + core[1] * 1e3) / full["cpu_ms"] for empty, full, core in rows]
    middle = {
        name: {key: statistics.median(row[key] for row in rows) for key in rows[0]} for name, rows in told.items()
    }
    return {
        **middle,
        "core_and_reasons_ms": statistics.median(core[0] for core in cores) * 1e3,
        "core_and_reasons_cpu_ms": statistics.median(core[1] for core in cores) * 1e3,
        "ratio": statistics.median(ratios),
        "ratios": ratios,
        "ratio_of_processor_time": statistics.median(of_cpu),
        "wanted": WANTED,
        "setting": {"items": 10_000, "history": HISTORY, "k": K, "connections": CONNECTIONS, "workers": 1},
    }


def main() -> None:
    """Measure, print a table, write the JSON."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=4.0)
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    from benchmarks.synthetic import engine_of

    figures = measured(engine_of(), given.seconds, given.rounds)
    print(f"{'':8}{'requests/s':>12}{'ms/request':>12}{'p50 ms':>10}{'p99 ms':>10}{'cpu ms':>10}")
    for name in ("bare", "empty", "full", "threaded"):
        row = figures[name]
        each = 1e3 / row["per_second"]
        print(
            f"{name:8}{row['per_second']:12.0f}{each:12.2f}{row['p50_ms']:10.2f}{row['p99_ms']:10.2f}{row['cpu_ms']:10.2f}"
        )
    wall, cpu = figures["core_and_reasons_ms"], figures["core_and_reasons_cpu_ms"]
    print(f"engine with reasons alone: {wall:.2f} ms, {cpu:.2f} of processor time")
    print(f"ratio (t_empty + t_core) / t_full: {figures['ratio']:.2f} (wanted: {WANTED})")
    print(f"the same of processor time, which a busy machine disturbs less: {figures['ratio_of_processor_time']:.2f}")
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
