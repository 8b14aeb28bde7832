"""What a fit will take, estimated from sizes before it begins: a refusal in a second, not a crash after an hour.

Beside the data set itself, in bytes: what every scorer keeps, what it holds beside that while it is fitted, and what
learning the weights and the index of a large catalogue hold. Bounds where numbers of cells are not known beforehand.
"""

from collections.abc import Mapping

from recsys.config import EngineConfig
from recsys.engine import LARGE
from recsys.errors import MemoryLimitError
from recsys.needs import ESTIMATES, Needs, Sizes
from recsys.protocols import TrainingData
from recsys.ranking.learn import LearnConfig

GIB = 2**30
INDEX, WEIGHTS = "index", "weights"
PARTS = 4
"""Parts that a scorer has, on average."""

FACTORS = 64
"""Of the vectors that an index holds."""


def check_memory(data: TrainingData, config: EngineConfig) -> None:
    """Raises MemoryLimitError where a fit of the composition would need more than `data.memory_limit`."""
    found = needs_of(data, config)
    most = peak(found)
    if most <= data.memory_limit:
        return
    log = data.interactions
    largest = sorted(found.items(), key=lambda item: -(item[1].kept + item[1].working))[:3]
    parts = ", ".join(f"{name} {(own.kept + own.working) / GIB:.2f}" for name, own in largest)
    raise MemoryLimitError(
        f"a fit on {log.n_items:,} items, {log.n_users:,} people and {len(log):,} events needs about "
        f"{most / GIB:.2f} GiB beside the data (the most: {parts}), the memory limit is "
        f"{data.memory_limit / GIB:.2f} GiB; raise `memory_limit_gib` or leave some out of `scorers`"
    )


def needs_of(data: TrainingData, config: EngineConfig) -> dict[str, Needs]:
    """What each step of a fit needs, in order; scorers of a notebook are not known and count nothing."""
    sizes = Sizes.of(data)
    found = {name: ESTIMATES[name](sizes, config.config_of(name)) for name in config.scorers}
    return {**found, WEIGHTS: _weights(sizes, len(found)), INDEX: _index(sizes)}


def peak(needs: Mapping[str, Needs]) -> int:
    """The most that is held at once (bytes): scorers are fitted one after another and all stay."""
    held, most = 0, 0
    for own in needs.values():
        held += own.kept
        most = max(most, held + own.working)
    return most


def _weights(sizes: Sizes, n_scorers: int) -> Needs:
    """The held-out choices with the scores of their candidates, twice, and the log without them.

    Where people come back to what they had, twice as many are asked (`ranking.held_out`).
    """
    config = LearnConfig()
    how, parts = config.held_out, PARTS * n_scorers
    people = min(sizes.users, how.cases, max(how.needed, how.looked_at // max(1, sizes.items)))
    candidates = min(sizes.items, config.best * parts + config.others)
    whole = 0 if sizes.items > config.large else 2 * 8 * parts * sizes.items
    choices = people * (2 if sizes.returns > how.returns / 2 else 1)
    return Needs(0, choices * candidates * parts * 12 + whole + 50 * sizes.events)


def _index(sizes: Sizes) -> Needs:
    """Vectors in 8 bits and their numbers, and the sample that the cells are learned on."""
    if sizes.items <= LARGE:
        return Needs(0)
    return Needs(sizes.items * (FACTORS + 8), sizes.items * 4 * FACTORS)
