"""When the mood model must be silent and when it may speak, tried on every low item of a shop."""

import numpy as np

from benchmarks.mood_world import SimulatedShop
from recsys.mood.belief import believe
from recsys.mood.config import DAY, HOUR
from recsys.mood.cues import cues_of
from recsys.mood.policy import aim_of, congruent, days_of, may_speak
from recsys.mood.types import MoodCue
from recsys.types import Touch, UserState

NOW = 1_780_000_000 // DAY * DAY + 12 * HOUR
"""Nine in the evening in Seoul."""
SPOKEN_LATELY = 3
"""Local days of cues from which a sentence may say “요즘”."""
LOW = (-0.6, -0.3)


def silences(shop: SimulatedShop) -> dict[str, float]:
    """Shares over the shop's low items: a single one moves and says nothing; one evening never says “요즘”.

    Three evenings, each with a search in a low state, and two low items of one theme, do.
    """
    ids = [shop.dataset.catalogue.items.ids[item] for item in _low(shop)]
    pairs = list(zip(ids[::2], ids[1::2], strict=False))
    return {
        "low items": float(len(ids)),
        "one item: moves nothing, says nothing": float(np.mean([_is_silent(shop, one) for one in ids])),
        "one evening: never says lately": float(np.mean([not _says_lately(shop, _burst(*pair)) for pair in pairs])),
        "three days of two kinds: says lately": float(np.mean([_says_lately(shop, _days(*pair)) for pair in pairs])),
        "a day less: does not": float(np.mean([not _says_lately(shop, _days(*pair, less=1)) for pair in pairs])),
    }


def _low(shop: SimulatedShop) -> list[int]:
    valence = shop.moods.valence - shop.moods.usual[0]
    return np.flatnonzero(np.nan_to_num(valence) <= -0.4).tolist()


def _is_silent(shop: SimulatedShop, item: str) -> bool:
    state = UserState(touches=(_view(item, 1),))
    cues = cues_of(state, shop.moods, shop.dataset.catalogue)
    now, lately = believe(cues, NOW, "Asia/Seoul", "now"), believe(cues, NOW, "Asia/Seoul", "lately")
    return aim_of(None, None, now, lately) is None and not may_speak(lately, "Asia/Seoul", 9)


def _says_lately(shop: SimulatedShop, state: UserState) -> bool:
    lately = believe(cues_of(state, shop.moods, shop.dataset.catalogue), NOW, "Asia/Seoul", "lately")
    return may_speak(lately, "Asia/Seoul", 9) and days_of(congruent(lately), "Asia/Seoul") >= SPOKEN_LATELY


def _burst(one: str, other: str) -> UserState:
    """Everything within two hours."""
    touches = (_view(one, 1), _view(other, 0.5), _view(one, 0.2))
    return UserState(touches=touches, cues=tuple(_search(hours) for hours in (1.5, 1.2, 0.8, 0.1)))


def _days(one: str, other: str, less: int = 0) -> UserState:
    touches = (_view(one, 26), _view(other, 2))
    return UserState(touches=touches, cues=tuple(_search(hours) for hours in (50, 27, 3, 1) if hours < 50 or not less))


def _view(item: str, hours: float) -> Touch:
    return Touch(f"v{hours}", item, "viewed", NOW - int(hours * HOUR), seconds=90.0)


def _search(hours: float) -> MoodCue:
    return MoodCue(f"s{hours}", NOW - int(hours * HOUR), "search", *LOW)
