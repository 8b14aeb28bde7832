"""What shoppers search for: words of their taste, or words of a need their mood gives them."""

from dataclasses import dataclass

import numpy as np

from recsys.dataset.demo.choice import Effects, Visit, chance
from recsys.dataset.demo.config import DemoKind
from recsys.dataset.demo.people import Shopper
from recsys.dataset.demo.world import World
from recsys.types import Bool, Int64


@dataclass(frozen=True, slots=True)
class Need:
    """What a mood asks for: tags that answer it, and how people put it to a bookshop and to a music service."""

    tags: tuple[str, ...]
    book: tuple[str, ...]
    track: tuple[str, ...]


NEEDS: dict[str, Need] = {
    "comfort": Need(
        ("위로", "치유", "번아웃", "쉬어가기", "휴식"),
        ("위로가 되는 책", "지칠 때 읽는 책", "번아웃", "쉬어 가는 에세이"),
        ("위로가 되는 노래", "지칠 때 듣는 노래", "힘들 때 듣는 음악"),
    ),
    "calm": Need(
        ("잔잔한", "차분한", "편안한", "잠", "쉬어가기", "휴식"),
        ("잔잔한 소설", "불안할 때 읽는 책", "마음이 편안해지는 책"),
        ("잔잔한 노래", "잠이 안 올 때 듣는 음악", "마음이 편안해지는 음악"),
    ),
    "heartbreak": Need(
        ("이별", "상실", "슬픔", "그리움", "외로움"),
        ("이별", "헤어진 뒤 읽는 책", "이별 에세이"),
        ("이별 노래", "이별", "헤어진 날 듣는 노래"),
    ),
    "energy": Need(
        ("유쾌한", "유머", "모험", "신나는", "경쾌한", "운동"),
        ("유쾌한 소설", "웃긴 책", "신나는 모험 소설"),
        ("신나는 노래", "운동할 때 듣는 노래", "기분 좋은 노래"),
    ),
    "savour": Need(
        ("설렘", "따뜻한", "희망", "산책"),
        ("설레는 소설", "따뜻한 이야기", "희망을 주는 책"),
        ("설레는 노래", "산책할 때 듣는 노래", "따뜻한 노래"),
    ),
}
UNKNOWN: dict[DemoKind, tuple[str, ...]] = {
    "book": ("초판본 지도책", "절판된 요리 잡지", "개정판 나오나요"),
    "track": ("미발표 데모", "라이브 미공개 음원", "그 광고 노래 제목"),
}
"""Searches the shop has no answer to."""
NOUN: dict[DemoKind, str] = {"book": "책", "track": "노래"}
MOOD_SEARCH_SHARE = 0.65
"""Share of searches that a shopper in need words by the need."""
NULL_MOOD_SEARCH_SHARE = 0.33
"""The same share over all searches, needed where mood has no say: near what the real world comes to."""


@dataclass(frozen=True, slots=True)
class Search:
    """A query and the items (m,) that answer it."""

    text: str
    found: Int64


def need_of(visit: Visit) -> str | None:
    """The need that goes with a mood; None for a mood that asks for nothing."""
    if visit.episode == "break_up" and visit.valence < 0.0:
        return "heartbreak"
    if visit.valence < -0.2:
        return "calm" if visit.arousal > 0.2 else "comfort"
    if visit.valence > 0.3:
        return "energy" if visit.arousal > 0.15 else "savour"
    return None


@dataclass(frozen=True)
class Searcher:
    """One shopper's way of searching in one world."""

    world: World
    shopper: Shopper
    effects: Effects
    kind: DemoKind

    def draw(self, rng: np.random.Generator, visit: Visit) -> Search:
        """A search by need or by taste."""
        need = self._need(rng, visit)
        return self._by_taste(rng) if need is None else self.by_need(rng, need)

    def _need(self, rng: np.random.Generator, visit: Visit) -> str | None:
        if self.effects.mood > 0.0:
            need = need_of(visit)
            return need if chance(rng, MOOD_SEARCH_SHARE) else None
        drawn = str(rng.choice(list(NEEDS)))
        return drawn if chance(rng, NULL_MOOD_SEARCH_SHARE) else None

    def by_need(self, rng: np.random.Generator, name: str) -> Search:
        """A search in the words of a need."""
        need = NEEDS[name]
        text = str(rng.choice(need.book if self.kind == "book" else need.track))
        return Search(text, _where(self._tagged(need.tags)))

    def _by_taste(self, rng: np.random.Generator) -> Search:
        kind = rng.random()
        if kind < 0.4:
            return self._by_category(rng)
        if kind < 0.7 and self.world.tags:
            return self._by_tag(rng)
        return self._by_creator(rng)

    def _by_category(self, rng: np.random.Generator) -> Search:
        code = int(rng.choice(len(self.world.categories), p=self.shopper.category_weights))
        return Search(self.world.categories[code], _where(self.world.category == code))

    def _by_tag(self, rng: np.random.Generator) -> Search:
        tag = self.world.tags[int(rng.choice(len(self.world.tags), p=self.shopper.tag_weights))]
        return Search(f"{tag} {NOUN[self.kind]}", _where(self._tagged((tag,))))

    def _by_creator(self, rng: np.random.Generator) -> Search:
        code = int(rng.choice(self.shopper.creators))
        return Search(self.world.creators[code], _where(self.world.creator == code))

    def unknown(self, rng: np.random.Generator) -> Search:
        """A search without an answer."""
        return Search(str(rng.choice(UNKNOWN[self.kind])), np.empty(0, dtype=np.int64))

    def _tagged(self, tags: tuple[str, ...]) -> Bool:
        columns = [position for position, tag in enumerate(self.world.tags) if tag in tags]
        answers: Bool = self.world.tagged[:, columns].sum(axis=1) > 0.0
        return answers


def reworded(text: str) -> tuple[str, str]:
    """The same search said twice more by someone who has not found it."""
    return f"{text} 추천", f"요즘 {text} 추천"


def _where(mask: Bool) -> Int64:
    return np.flatnonzero(mask).astype(np.int64)
