"""What the mood model is worth on simulated shoppers: `python -m benchmarks.mood [--seeds 101,102,103,104]`.

The hidden moods are known there, and only there. Three questions, in the world, in the null world (moods change
nothing) and in a strong one (moods change three times as much): does the belief *lately* point the way of the hidden
mood, and is its confidence right; does it stay silent when it must; does the mood term help where a mood is believed,
and do no harm elsewhere. How much it could help is asked beside it twice: the same term, told the hidden mood itself;
and the shopper's own utility of that mood, added with the best of several weights, chosen in hindsight. No model of
moods can be expected to bring more than the latter. Changes stand with the standard error of the paired difference, as
there are few visits in episodes, and once more over the seeds of a shop and world together. A confidence c is read as a
chance of (1 + c) / 2 that the sign is right: 0 is a coin, 1 is certain. The simulation is stronger than life, and the
numbers of the mood model were set without these seeds.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.mood_silence import silences
from benchmarks.mood_world import MOOD_EFFECTS, SHOPS, SimulatedShop, Visit, simulated
from recsys.dataset.splits import after_cut
from recsys.engine import Engine
from recsys.evaluation.cases import Case, CaseMaker
from recsys.evaluation.ranks import ranks_of, usable_scores
from recsys.mood.belief import believe
from recsys.mood.cues import cues_of
from recsys.mood.types import MoodAim
from recsys.protocols import TrainingData
from recsys.state.history import build_history, placed
from recsys.training import fit_engine
from recsys.types import Float64, History, Moment

RESULTS = Path(__file__).parent / "results" / "mood.json"
SEEDS = (101, 102, 103, 104)
LATE = 0.4
"""Share of the events, the latest, whose choices are asked for."""
MOST_CASES = 3_000
"""Choices asked for in one shop, evenly spread."""
SURE = 0.9
"""Strength of a mood that was told."""
CLEAR = 0.1
"""Hidden valence from which a mood has a sign worth asking for."""
HINDSIGHT = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)
"""Weights of the shopper's own utility, in units of the mood's, of which the best is taken."""
BINS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0)
Figures = dict[str, float]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure every shop, seed and world; print a table and write the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mood")
    parser.add_argument("--seeds", type=lambda told: [int(seed) for seed in told.split(",")], default=list(SEEDS))
    parser.add_argument("--shop", choices=list(SHOPS), help="book or track (default: both)")
    parser.add_argument("--world", choices=list(MOOD_EFFECTS), help="'', null or strong (default: all)")
    parser.add_argument("--json", type=Path, default=RESULTS)
    asked = parser.parse_args(arguments)
    found: dict[str, Any] = {}
    for kind in [asked.shop] if asked.shop else SHOPS:
        for world in [asked.world] if asked.world is not None else MOOD_EFFECTS:
            rows = []
            for seed in asked.seeds:
                shop = simulated(kind, seed, world)
                name = " ".join(filter(None, (shop.name, world)))
                rows.append(gains(shop))
                parts = {"ranking": ranking(rows[-1])}
                parts |= {} if world == "null" else {"belief": beliefs(shop), "silence": silences(shop)}
                found[f"{name}, seed {seed}"] = parts
                _print(f"{name}, seed {seed}", parts)
            found[f"{name}, all seeds"] = {"ranking": ranking(np.concatenate(rows))}
            _print(f"{name}, all seeds", found[f"{name}, all seeds"])
    asked.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0


def beliefs(shop: SimulatedShop) -> Figures:
    """The belief *lately* at the end of each visit against the hidden valence, where that has a sign."""
    log, zone, asked = shop.dataset.interactions, shop.dataset.meta.timezone, []
    cues = {u: cues_of(shop.dataset.state_of(u), shop.moods, shop.dataset.catalogue) for u in shop.dataset.users.ids}
    for visit in shop.visits:
        belief = believe(cues[visit.user_id], int(log.time[visit.rows[-1]]) + 1, zone, "lately")
        if belief.confidence > 0.0 and abs(visit.valence) > CLEAR:
            asked.append((belief.confidence, belief.valence * visit.valence > 0.0, abs(belief.valence) > CLEAR))
    sure, right, signed = (np.array(column) for column in zip(*asked, strict=True))
    right, confident = right.astype(np.float64), sure >= 0.6
    both = confident & signed
    return {
        "visits": float(len(sure)),
        "sign agreement": float(right.mean()),
        "visits with confidence >= .6": float(np.count_nonzero(confident)),
        "sign agreement with confidence >= .6": float(right[confident].mean()) if confident.any() else float("nan"),
        "the same, where the belief has a sign too": float(right[both].mean()) if both.any() else float("nan"),
        "ece": expected_calibration_error(0.5 + 0.5 * sure, right, sure),
    }


def expected_calibration_error(chance: Float64, right: Float64, confidence: Float64) -> float:
    """Mean over bins of the confidence of |share right - mean chance|, weighed by the visits in them."""
    bins = np.digitize(confidence, BINS[1:-1])
    gaps = [abs(right[bins == b].mean() - chance[bins == b].mean()) * np.mean(bins == b) for b in np.unique(bins)]
    return float(sum(gaps))


def gains(shop: SimulatedShop) -> Float64:
    """Rows (r, 5 + w) of `_gains` of the choices of late visits, by one engine."""
    log = shop.dataset.interactions
    late = after_cut(log, LATE)
    engine = fit_engine(TrainingData(log.take(~late), shop.dataset.catalogue))
    cases = list(_cases(shop, late))
    return np.array([_gains(engine, shop, case, visit) for visit, case in cases[:: -(-len(cases) // MOST_CASES)]])


def ranking(rows: Float64) -> Figures:
    """NDCG@10 with and without the mood of rows (r, 5 + w) of `_gains`, for all of them and for some groups."""
    groups = {
        "all": np.ones(len(rows), dtype=bool),
        "in an episode": rows[:, 2] > 0,
        "with evidence": rows[:, 3] > 0,
        "in an episode, with evidence": (rows[:, 2] > 0) & (rows[:, 3] > 0),
        "without evidence": rows[:, 3] == 0,
    }
    found: Figures = {}
    for name, mask in groups.items():
        before, after = (float(rows[mask, column].mean()) if mask.any() else float("nan") for column in (0, 1))
        found |= {f"{name}: visits": float(mask.sum()), f"{name}: without mood": before, f"{name}: with mood": after}
        found |= {f"{name}: {key}": value for key, value in _changes(rows[mask]).items()}
    return found


def _changes(rows: Float64) -> Figures:
    """Relative changes of the mean gain by the mood, by the hidden mood if it were told, and by what it is worth."""
    before = float(rows[:, 0].mean()) if len(rows) else 0.0
    if before == 0.0:
        return {"change": float("nan")}
    by = (rows[:, 1:] - rows[:, :1]) / before
    return {
        "change": float(by[:, 0].mean()),
        "standard error of the change": float(by[:, 0].std() / np.sqrt(len(rows))),
        "told the hidden mood: change": float(by[:, 3].mean()),
        "knowing its worth, best weight in hindsight: change": float(by[:, 4:].mean(axis=0).max()),
    }


def _weight(engine: Engine, history: History, moment: Moment) -> float:
    """The bounded weight of the mood in a situation."""
    parts = [scorer.name for scorer in engine.scorers for _ in scorer.parts]
    return float(engine.weights.of(history, moment)[parts.index("mood_fit")])


def _cases(shop: SimulatedShop, late: Any) -> Iterator[tuple[Visit, Case]]:
    """Every first choice of an item in a late visit of somebody with a past; books they had are not asked for again."""
    maker, item = CaseMaker(shop.dataset), shop.dataset.interactions.item
    for visit in shop.visits:
        own = shop.dataset.rows_of(visit.user)
        _, firsts = np.unique(item[visit.rows], return_index=True)
        for row in visit.rows[np.sort(firsts)]:
            past = own[own < row]
            if late[row] and len(past):
                case = maker.case(visit.user, past, np.array([row]), exclude_seen=shop.name == "bookshop")
                if case.targets[0] not in case.seen:
                    yield visit, case


def _gains(engine: Engine, shop: SimulatedShop, case: Case, visit: Visit) -> tuple[float, ...]:
    """NDCG@10 without and with the mood, whether the visit lies in an episode, whether a mood is believed, NDCG@10 with
    the hidden mood itself, and with what it is worth to the shopper at every weight of `HINDSIGHT`.
    """
    assert case.state is not None
    history = placed(
        build_history(case.items, case.strengths, case.times, case.in_session), case.items, case.past_context
    )
    felt = engine.felt(case.state(), case.moment)
    hidden = replace(case.moment, mood=MoodAim(visit.valence, visit.arousal, SURE, "believed"))
    without, believed, told = (_usable(engine, shop, case, history, moment) for moment in (case.moment, felt, hidden))
    worth = _weight(engine, history, case.moment) * shop.worth(visit)
    known = [_ndcg(without + share * worth, case) for share in HINDSIGHT]
    in_episode, is_believed = float(visit.in_episode), float(felt.mood is not None)
    return _ndcg(without, case), _ndcg(believed, case), in_episode, is_believed, _ndcg(told, case), *known


def _usable(engine: Engine, shop: SimulatedShop, case: Case, history: History, moment: Moment) -> Float64:
    return usable_scores("gonggam", engine.scores(history, moment), case.seen, len(shop.dataset.catalogue))


def _ndcg(scores: Float64, case: Case) -> float:
    rank = int(ranks_of(scores, case.targets)[0])
    return 1.0 / float(np.log2(rank + 2.0)) if 0 <= rank < 10 else 0.0


def _print(name: str, parts: dict[str, Figures]) -> None:
    print(f"\n{name}")
    for part, figures in parts.items():
        for key, value in figures.items():
            shown = f"{value:+.1%}" if key.endswith("change") else f"{value:,.4g}"
            print(f"  {part:8} {key:58} {shown:>10}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
