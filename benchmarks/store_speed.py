"""Times of the store's calls: median and 95th percentile.

    python benchmarks/store_speed.py [--url sqlite:///...] [--people 1000] [--json benchmarks/results/store_speed.json]

`append` includes the commit to the disk, so it measures the disk as well.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from api.consent import Purpose
from api.store.impressions import ContributionRow, Impression, ImpressionItem
from api.store.store import Store
from recsys.events import Detail, Event, EventName

SHOP, ALL = "default", frozenset(Purpose)


def events(prefix: str, user_id: str, count: int) -> list[Event]:
    """Views with the details a web shop sends."""
    details: dict[str, Detail] = {"tz": "Asia/Seoul", "surface": "home", "position": 3, "dwell_seconds": 12.5}
    return [
        Event(f"{prefix}-{n}", EventName.VIEW_ITEM, 1_700_000_000 + n, user_id, f"{user_id}-s", f"i{n}", details)
        for n in range(count)
    ]


def impression(n: int) -> Impression:
    """Ten items with two causes each."""
    causes = (ContributionRow("item_linear", "i1", 0.8, 0.6, ("e1",)), ContributionRow("popular", "", 0.5, 0.4))
    reason = {"text": "최근에 읽으신 책과 결이 비슷해요.", "code": "liked_before", "strength": "observed"}
    items = tuple(ImpressionItem(f"i{m}", m + 1, 2.0 - m / 10, 0.9, reason, causes) for m in range(10))
    return Impression(f"r{n}", SHOP, 0, "m1", "p1", user_id=f"u{n % 1000}", items=items)


def timed(call: Callable[[int], object], count: int) -> dict[str, float]:
    """Microseconds of `call(n)`, after a few warm-up calls."""
    for n in range(3):
        call(-1 - n)
    times = []
    for n in range(count):
        started = perf_counter()
        call(n)
        times.append(1e6 * (perf_counter() - started))
    times.sort()
    return {"median_us": statistics.median(times), "p95_us": times[int(0.95 * (len(times) - 1))]}


def run(url: str, people: int) -> dict[str, dict[str, float]]:
    """Every call on a database of `people` with 100 events each."""
    store = Store.open(url, now=lambda: 1_700_000_000)
    for n in range(people):
        store.append(SHOP, events(f"seed{n}", f"u{n}", 100))
    store.put_consents(SHOP, "u1", {Purpose.MOOD: True}, "v1")
    found = {
        "head": timed(lambda n: store.head(SHOP, f"u{n % people}"), 5_000),
        "events of 100": timed(lambda n: store.events(SHOP, f"u{n % people}", ALL), 500),
        "consents": timed(lambda n: store.consents(SHOP, f"u{n % people}"), 1_000),
        "append 1": timed(lambda n: store.append(SHOP, events(f"one{n}", "x", 1)), 300),
        "append 100": timed(lambda n: store.append(SHOP, events(f"many{n}", "y", 100)), 100),
        "record_impression": timed(lambda n: store.record_impression(impression(n)), 1_000),
        "forget": timed(lambda n: store.forget(SHOP, f"u{n % people}"), 5),
    }
    store.close()
    return found


def main() -> int:
    """Prints the table and writes the JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url")
    parser.add_argument("--people", type=int, default=1_000)
    parser.add_argument("--json", type=Path, default=Path(__file__).parent / "results" / "store_speed.json")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = options.url or f"sqlite:///{folder}/speed.db"
        found = run(url, options.people)
    print(f"{'call':<20}{'median us':>12}{'p95 us':>12}   ({url.split(':', 1)[0]}, {options.people:,} people)")
    for name, row in found.items():
        print(f"{name:<20}{row['median_us']:>12,.0f}{row['p95_us']:>12,.0f}")
    document = {"benchmark": "store_speed", "database": url.split(":", 1)[0], "people": options.people, "calls": found}
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
