"""The feelings a text may speak of: KOTE's 44, each a point on the plane and what a list could do; GoEmotions' 28."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from recsys.mood.types import Need

FOLDER = Path(__file__).parent / "lexicon"


@dataclass(frozen=True, slots=True)
class Feeling:
    """A label of a data set: where it lies on the plane, the needs of it, the feeling of KOTE that names it."""

    name: str
    valence: float
    arousal: float
    needs: tuple[Need, ...]
    kote: str


def table(name: str) -> Any:
    """A TOML file of recsys/mood/lexicon."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def kote() -> tuple[Feeling, ...]:
    """KOTE's feelings in the order of its labels (Jeon et al. 2022)."""
    return tuple(
        Feeling(row["name"], row["valence"], row["arousal"], tuple(row["needs"]), row["name"])
        for row in table("kote")["feelings"]
    )


@cache
def by_name() -> Mapping[str, Feeling]:
    """KOTE's feelings by name."""
    return MappingProxyType({feeling.name: feeling for feeling in kote()})


@cache
def goemotions() -> tuple[Feeling, ...]:
    """GoEmotions' emotions in the order of its labels (Demszky et al. 2020), with the needs of KOTE's feeling."""
    return tuple(
        Feeling(row["name"], row["valence"], row["arousal"], by_name()[row["kote"]].needs, row["kote"])
        for row in table("goemotions")["feelings"]
    )
