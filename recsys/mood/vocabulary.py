"""The tags that say something of a mood, Korean and English, read once from `tags.toml`."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from recsys.mood.types import NEEDS, Need
from recsys.safety.sensitive import kept
from recsys.types import ItemFacts

_WORDS = re.compile(r"[a-z][a-z'-]+")
SHORTEST = 2
"""Letters of a Korean tag that is looked for inside a description: one letter is found anywhere."""


@dataclass(frozen=True, eq=False)
class TagMoods:
    """`points` (tag, lower case -> valence, arousal); tags of people parting; cautions that no mood may raise.

    `needs` are the tags of works that are there for a need.
    """

    points: Mapping[str, tuple[float, float]]
    korean: tuple[str, ...]
    loss: frozenset[str]
    guarded: frozenset[str]
    needs: Mapping[Need, frozenset[str]]

    def of_tags(self, facts: ItemFacts) -> tuple[str, ...]:
        """The item's tags that are in the vocabulary, in lower case."""
        return self._known(facts.tags)

    @lru_cache(maxsize=65536)  # noqa: B019  (there is one vocabulary, and it stays)
    def _known(self, tags: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(tag for tag in map(str.lower, kept(tags)) if tag in self.points)

    def of_description(self, facts: ItemFacts) -> tuple[str, ...]:
        """Words of the vocabulary in the item's description: Korean ones as they begin a word, English ones whole."""
        text = f" {facts.description.lower()}"
        korean = [tag for tag in self.korean if f" {tag}" in text]
        return (*korean, *(word for word in dict.fromkeys(_WORDS.findall(text)) if word in self.points))

    def needs_of(self, facts: ItemFacts) -> tuple[Need, ...]:
        """The needs that the item's tags say it is there for."""
        tags = {tag.lower() for tag in kept(facts.tags)}
        return tuple(need for need, own in self.needs.items() if not own.isdisjoint(tags))

    def is_guarded(self, facts: ItemFacts) -> bool:
        """Whether the item carries a caution that keeps it out of every mood."""
        return not self.guarded.isdisjoint(caution.lower() for caution in facts.cautions)


@cache
def tag_moods() -> TagMoods:
    """The vocabulary of the package."""
    told = tomllib.loads(files("recsys.mood").joinpath("tags.toml").read_text(encoding="utf-8"))
    points = {tag: (float(v), float(a)) for part in ("korean", "english") for tag, (v, a) in told[part].items()}
    korean = tuple(tag for tag in told["korean"] if len(tag) >= SHORTEST)
    needs: dict[Need, frozenset[str]] = {need: frozenset(told["needs"].get(need, ())) for need in NEEDS}
    return TagMoods(points, korean, frozenset(told["themes"]["loss"]), frozenset(told["cautions"]["guarded"]), needs)
