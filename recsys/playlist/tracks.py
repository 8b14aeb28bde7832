"""A catalogue's tracks as arrays for the planner."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from recsys.dataset.catalogue import Catalogue
from recsys.mood.items import ItemMoods, item_moods
from recsys.types import KINDS, Bool, Float64, Int32, ItemFacts


@dataclass(frozen=True)
class Tracks:
    """Aligned with the catalogue. Shapes (n,).

    valence, arousal float64 in [-1, 1], NaN where unknown; tempo float64 in beats a minute and seconds float64, NaN
    where unknown; artist int32, a number of its own for each track without a creator; instrumental and playable bool.
    A track is playable when it is one and stands on the plane. `artists` maps a name, case folded, to its number;
    `moods` covers the whole catalogue.
    """

    valence: Float64
    arousal: Float64
    tempo: Float64
    seconds: Float64
    artist: Int32
    instrumental: Bool
    playable: Bool
    artists: Mapping[str, int]
    moods: ItemMoods

    def __len__(self) -> int:
        return len(self.artist)

    @classmethod
    def of(cls, catalogue: Catalogue, moods: ItemMoods | None = None) -> "Tracks":
        """The tracks of a catalogue, placed on the plane by `moods` or by what the catalogue itself tells of them."""
        facts = catalogue.facts
        moods = moods or item_moods(catalogue)
        valence, arousal = moods.valence, moods.arousal
        artist, artists = _artists([f.creator for f in facts])
        playable = (catalogue.kind == KINDS.index("track")) & ~np.isnan(valence) & ~np.isnan(arousal)
        return cls(
            valence=valence,
            arousal=arousal,
            tempo=_positive([f.tempo for f in facts]),
            seconds=_positive([f.duration_seconds for f in facts]),
            artist=artist,
            instrumental=np.array([is_instrumental(f) for f in facts], dtype=np.bool_),
            playable=playable,
            artists=artists,
            moods=moods,
        )


def _numbers(values: list[float | None]) -> Float64:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _positive(values: list[float | None]) -> Float64:
    """Zero beats or seconds are no knowledge."""
    numbers = _numbers(values)
    numbers[numbers <= 0] = np.nan
    return numbers


def _artists(creators: list[str]) -> tuple[Int32, Mapping[str, int]]:
    """Equal numbers for equal names, letter case apart; nobody shares the empty name. And the number of each name."""
    code_of: dict[str, int] = {}
    names = [name.strip().casefold() or f"\0{place}" for place, name in enumerate(creators)]
    return np.array([code_of.setdefault(name, len(code_of)) for name in names], dtype=np.int32), code_of


def is_instrumental(facts: ItemFacts) -> bool:
    """Whether nobody sings: the column says so, or the language is that of no words (ISO 639-2 zxx)."""
    return ("instrumental", "true") in facts.extra or facts.language == "zxx"
