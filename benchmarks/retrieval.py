"""Candidates of a large catalogue: `python -m benchmarks.retrieval [--items 1000000]` prints a table and writes JSON.

A factor model (64 factors) and popularity over synthetic items: 400 tastes, popular items with longer vectors; people
with 30 items of three tastes. Compared: the top 10 through candidates with the top 10 of all items scored (overlap),
milliseconds a request and memory, beside faiss alone.
"""

import argparse
import json
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from rich.console import Console
from rich.table import Table

from recsys.dataset.catalogue import Catalogue
from recsys.engine import Engine, rank
from recsys.models.factors import folded, ridge_fold_in
from recsys.models.linear import ItemToItem
from recsys.models.popularity import Popularity
from recsys.models.weighting import Recency
from recsys.ranking.weights import Weights
from recsys.retrieval.candidates import Retrieval
from recsys.retrieval.sources import Nearest
from recsys.types import Filters, ItemFacts, Moment, Query, Touch, UserState

RESULTS = Path(__file__).parent / "results" / "retrieval.json"
FACTORS, TASTES, HISTORY, K = 64, 400, 30, 10
NOW = Moment(None)


@dataclass(frozen=True)
class World:
    """Item vectors (n, f), the items of each taste, and item popularity (n,)."""

    vectors: Any
    tastes: list[Any]
    counts: Any


def world_of(n_items: int, rng: np.random.Generator) -> World:
    """Clustered vectors with a falling spectrum; longer ones are more popular."""
    spectrum = np.arange(1, FACTORS + 1) ** -0.5
    centres = rng.standard_normal((TASTES, FACTORS)) * spectrum
    taste = rng.integers(0, TASTES, n_items)
    length = rng.lognormal(0.0, 0.5, n_items)
    spread = 0.6 * rng.standard_normal((n_items, FACTORS), dtype=np.float32) * spectrum.astype(np.float32)
    vectors = ((centres[taste] + spread) * length[:, None]).astype(np.float32)
    counts = rng.poisson(3.0 * length**2).astype(np.float32)
    order = np.argsort(taste, kind="stable")
    return World(vectors, np.split(order, np.searchsorted(taste[order], np.arange(1, TASTES))), counts)


def engine_of(world: World) -> Engine:
    """The engine that scores every item."""
    n = len(world.vectors)
    fold_in = n * ridge_fold_in(world.vectors, 1.0)
    factors = ItemToItem("als", folded(world.vectors, fold_in), Recency())
    none = np.zeros(1, dtype=np.int64)
    popular = Popularity(none, world.counts[None, :], none, none.astype(np.int32), 0.0)
    catalogue = Catalogue.of(ItemFacts(f"i{i}") for i in range(n))
    return Engine(catalogue, (factors, popular), Weights.even([0.05, 0.05, 0.05, 0.05, 1.0]), "none")


def people_of(world: World, count: int, rng: np.random.Generator) -> list[UserState]:
    """People who chose items of three tastes, in random order."""
    people = []
    for _ in range(count):
        tastes = rng.choice(TASTES, 3, replace=False)
        items = np.concatenate([rng.choice(world.tastes[t], HISTORY // 3, replace=False) for t in tastes])
        rng.shuffle(items)
        touches = tuple(Touch(f"e{n}", f"i{i}", "liked", n) for n, i in enumerate(items))
        people.append(UserState(touches=touches))
    return people


def timed(call: Callable[[Any], Any], inputs: list[Any]) -> tuple[list[Any], dict[str, float]]:
    """Answers, and milliseconds a call: median and 95th percentile."""
    call(inputs[0])
    answers, spent = [], []
    for value in inputs:
        started = time.perf_counter()
        answers.append(call(value))
        spent.append(1000.0 * (time.perf_counter() - started))
    return answers, {"median_ms": float(np.median(spent)), "p95_ms": float(np.quantile(spent, 0.95))}


def overlap(one: list[Any], other: list[Any]) -> float:
    """Mean share of the first K items that two lists of answers have in common."""
    pairs = zip(one, other, strict=True)
    return float(np.mean([len(set(a[:K].tolist()) & set(b[:K].tolist())) / len(b[:K]) for a, b in pairs]))


def measure(n_items: int, n_people: int, seed: int) -> dict[str, Any]:
    """All figures."""
    rng = np.random.default_rng(seed)
    world = world_of(n_items, rng)
    whole = engine_of(world)
    queries = [
        Query(state=person, moment=NOW, k=K, filters=Filters(storefront=False))
        for person in people_of(world, n_people, rng)
    ]
    before = resident_mib()
    started = time.perf_counter()
    indexed = whole.indexed(above=0)
    build_seconds = time.perf_counter() - started
    retrieval = indexed.retrieval
    assert isinstance(retrieval, Retrieval)
    source = retrieval.sources["als"]
    assert isinstance(source, Nearest)
    index = source.index.index
    exact, all_scored = timed(lambda q: rank(whole, q).served, queries)
    found, candidates = timed(lambda q: rank(indexed, q).served, queries)
    return {
        "items": n_items,
        "factors": FACTORS,
        "people": n_people,
        "overlap_at_10": overlap(found, exact),
        "overlap_of_two_people": overlap(exact[1:], exact[:-1]),
        "whole_request": {"all items scored": all_scored, "candidates": candidates},
        "raw_faiss": raw_faiss(world.vectors, index, rng, n_people),
        "index_build_seconds": build_seconds,
        "index_mib": len(faiss.serialize_index(index)) / 2**20,
        "index_resident_mib": resident_mib() - before,
        "vectors_mib": world.vectors.nbytes / 2**20,
        "peak_resident_gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    }


def raw_faiss(vectors: Any, index: Any, rng: np.random.Generator, count: int) -> dict[str, Any]:
    """faiss alone, top 10 of single item vectors as queries: every vector compared, and our cells with 96 probed."""
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)
    queries = list(vectors[rng.choice(len(vectors), count)][:, None, :])
    truth, exact = timed(lambda q: flat.search(q, K)[1][0], queries)
    index.nprobe = 96
    found, cells = timed(lambda q: index.search(q, K)[1][0], queries)
    return {"IndexFlatIP": exact, "IVF,SQ8": {**cells, "overlap_at_10": overlap(found, truth)}}


def resident_mib() -> float:
    """Memory of this process that is in use now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def show(figures: dict[str, Any]) -> None:
    """The table."""
    table = Table(title=f"{figures['items']:,} items, {figures['factors']} factors, top {K}")
    for name in ("", "median ms", "p95 ms", "overlap"):
        table.add_column(name, justify="left" if name == "" else "right")
    whole, raw = figures["whole_request"], figures["raw_faiss"]
    rows = [
        ("request, all items scored", whole["all items scored"], "1.000"),
        ("request, candidates", whole["candidates"], f"{figures['overlap_at_10']:.3f}"),
        ("faiss alone, every vector", raw["IndexFlatIP"], "1.000"),
        ("faiss alone, cells of 8 bit", raw["IVF,SQ8"], f"{raw['IVF,SQ8']['overlap_at_10']:.3f}"),
    ]
    for name, spent, share in rows:
        table.add_row(name, f"{spent['median_ms']:.2f}", f"{spent['p95_ms']:.2f}", share)
    Console().print(table)
    print(
        f"index: {figures['index_mib']:.0f} MiB beside {figures['vectors_mib']:.0f} MiB of vectors, built in "
        f"{figures['index_build_seconds']:.1f} s; whole process at most {figures['peak_resident_gib']:.2f} GiB; "
        f"two people's lists share {figures['overlap_of_two_people']:.3f}"
    )


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, default=RESULTS)
    options = parser.parse_args()
    figures = measure(options.items, options.people, options.seed)
    show(figures)
    options.json.parent.mkdir(exist_ok=True)
    options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
