"""Kills the store's writer with `kill -9`, again and again, and counts acknowledged events that were lost (must be 0).

    python benchmarks/durability.py [--rounds 100] [--url sqlite:///...] [--json benchmarks/results/durability.json]

A writer process stores batches and prints the ids of each after `append` returned; it is killed at a random moment
of its work. Then the database is opened again: every printed id must be there, and every batch whole or not at all.
All rounds use one database, so recovery runs on top of earlier recoveries. A kill is not a power cut: what the disk
itself promises (`synchronous = FULL` asks for an fsync at every commit) is not tested here.
"""

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from time import monotonic, sleep

from api.consent import Purpose
from api.store.store import Store
from recsys.events import Event, EventName

SHOP, HISTORY = "default", frozenset({Purpose.HISTORY})


def write_forever(url: str, prefix: str) -> None:
    """The writer: batches of 1 to 20 events; prints the batch's size after it was acknowledged."""
    store = Store.open(url, now=lambda: 0)
    print("ready", flush=True)
    number = 0
    while True:
        ids = batch_ids(prefix, number)
        store.append(SHOP, [Event(event_id, EventName.LIKE, number, prefix, item_id="i1") for event_id in ids])
        print(number, flush=True)
        number += 1


def batch_ids(prefix: str, number: int) -> list[str]:
    """Ids of the writer's `number`-th batch."""
    return [f"{prefix}-{number}-{entry}" for entry in range(1 + (7 * number) % 20)]


def killed_after(url: str, prefix: str, seconds: float) -> list[int]:
    """Batches that a writer acknowledged before it was killed."""
    command = [sys.executable, __file__, "--write", prefix, "--url", url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        sleep(seconds)
        os.kill(writer.pid, signal.SIGKILL)
        return [int(line) for line in writer.stdout if line.endswith("\n")]


def one_round(url: str, prefix: str, seconds: float) -> dict[str, int | float]:
    """Kills one writer and compares what it acknowledged with what is stored."""
    acknowledged = killed_after(url, prefix, seconds)
    started = monotonic()
    store = Store.open(url, now=lambda: 0)
    stored = {event.event_id for event in store.events(SHOP, prefix, HISTORY)}
    recovery = monotonic() - started
    store.close()
    promised = {event_id for number in acknowledged for event_id in batch_ids(prefix, number)}
    batches = {int(event_id.split("-")[1]) for event_id in stored}
    return {
        "acknowledged": len(promised),
        "lost": len(promised - stored),
        "stored_unacknowledged": len(stored - promised),
        "torn_batches": sum(not stored.issuperset(batch_ids(prefix, number)) for number in batches),
        "reopen_ms": 1000 * recovery,
    }


def summary(rounds: list[dict[str, int | float]], url: str) -> dict[str, object]:
    """Sums over the rounds."""
    total = {name: sum(entry[name] for entry in rounds) for name in rounds[0] if name != "reopen_ms"}
    slowest = max(entry["reopen_ms"] for entry in rounds)
    backend = url.split(":", 1)[0]
    return {"benchmark": "durability", "database": backend, "rounds": len(rounds), **total, "max_reopen_ms": slowest}


def is_intact(url: str) -> bool:
    """SQLite's own check of the file; other databases check themselves."""
    if not url.startswith("sqlite"):
        return True
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    try:
        return bool(connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok")
    finally:
        connection.close()


def run(url: str, count: int, seed: int) -> dict[str, object]:
    """All rounds, each killed after 5 to 150 ms of writing."""
    rng = random.Random(seed)
    rounds = []
    for number in range(count):
        rounds.append(one_round(url, f"r{number}", rng.uniform(0.005, 0.15)))
        if (number + 1) % 10 == 0:
            told = sum(entry["acknowledged"] for entry in rounds)
            print(
                f"  {number + 1:>4} rounds  {told:>7} acknowledged  {sum(e['lost'] for e in rounds)} lost", flush=True
            )
    return {**summary(rounds, url), "file_intact": is_intact(url), "seed": seed}


def main() -> int:
    """Prints the table, writes the JSON; fails when anything was lost or torn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--url")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, default=Path(__file__).parent / "results" / "durability.json")
    parser.add_argument("--write", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write:
        write_forever(options.url, options.write)
    with tempfile.TemporaryDirectory() as folder:
        found = run(options.url or f"sqlite:///{folder}/durability.db", options.rounds, options.seed)
    width = max(len(name) for name in found)
    for name, value in found.items():
        print(f"{name:<{width}}  {value:,.1f}" if isinstance(value, float) else f"{name:<{width}}  {value}")
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return int(bool(found["lost"] or found["torn_batches"] or not found["file_intact"]))


if __name__ == "__main__":
    sys.exit(main())
