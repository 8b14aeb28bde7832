"""Small facts and lists for the tests of this folder."""

from typing import Literal

from recsys.events import Act
from recsys.evidence import (
    CitedItem,
    Evidence,
    LikedBefore,
    MoodFit,
    NextVolume,
    PopularNow,
    RankedItem,
    SeenThisSession,
    SharesAttribute,
    Support,
)
from recsys.mood.types import MoodAim, MoodLabel, MoodSource, Need
from recsys.types import ItemFacts, Kind


def support(share: float = 0.4, necessary: bool = True) -> Support:
    return Support(contribution=1.0, share=share, event_ids=("e1",), necessary=necessary)


def cited(title: str, act: Act = "liked", kind: Kind = "book", reading: str = "") -> CitedItem:
    return CitedItem(ItemFacts(f"c-{title}", kind, title, reading=reading), act, ("e1",))


def ranked(*evidence: Evidence, item_id: str = "i1", kind: Kind = "book", **facts: object) -> RankedItem:
    return RankedItem(ItemFacts(item_id, kind, **facts), 1, 1.0, evidence)  # type: ignore[arg-type]


def ten(evidence: Evidence, kind: Kind = "book", **facts: object) -> list[RankedItem]:
    return [ranked(evidence, item_id=f"i{n}", kind=kind, **facts) for n in range(10)]


def liked(*titles: str, act: Act = "liked", kind: Kind = "book", necessary: bool = True) -> LikedBefore:
    return LikedBefore(support(necessary=necessary), tuple(cited(t, act, kind) for t in titles))


def seen(title: str, act: Act = "viewed") -> SeenThisSession:
    return SeenThisSession(support(), (cited(title, act),))


def by_creator(creator: str, title: str) -> SharesAttribute:
    return SharesAttribute(support(), "creator", creator, (cited(title),))


def in_category(category: str, title: str) -> SharesAttribute:
    return SharesAttribute(support(), "category", category, (cited(title),))


def next_volume(series: str, index: float, previous: str) -> NextVolume:
    return NextVolume(support(), series, index, cited(previous, "finished"))


def popular(recent: bool = False, necessary: bool = True) -> PopularNow:
    return PopularNow(support(necessary=necessary), recent)


def mood(
    source: MoodSource,
    need: Need | Literal[""] = "comfort",
    label: MoodLabel | Literal[""] = "",
    *,
    confidence: float = 0.63,
    days: int = 3,
    may_speak: bool = True,
    contribution: float = 0.2,
    share: float = 0.2,
    necessary: bool = True,
) -> MoodFit:
    aim = MoodAim(0.3, -0.4, 0.9, source, need, label)
    weight = Support(contribution, share, ("e7", "e8"), necessary)
    return MoodFit(weight, aim, may_speak, confidence, days)
