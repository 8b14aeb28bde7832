"""What a simulation needs to be told, and the five named personas."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

from recsys.errors import ConfigError

DemoKind = Literal["book", "track"]


@dataclass(frozen=True, slots=True)
class ShopperConfig:
    """One simulated shop. `start` is the first local day, `days` how many follow; the clock is never read.

    `n_shoppers` counts the personas too. `null_world` sets the effects of mood and of time of day on choices to zero
    and spreads visits evenly over the 24 hours: tastes, series, popularity and amounts stay, so a detector that finds
    a habit or a mood there has found nothing. `mood_effect` says how many times as much as usual a mood moves choices.
    """

    kind: DemoKind = "book"
    n_shoppers: int = 600
    start: date = date(2026, 7, 24)
    days: int = 120
    zone: str = "Asia/Seoul"
    null_world: bool = False
    mood_effect: float = 1.0

    def __post_init__(self) -> None:
        if self.kind not in ("book", "track"):
            raise ConfigError(f"kind: {self.kind!r} is not simulated; allowed: 'book', 'track'")
        if self.n_shoppers < len(PERSONAS):
            raise ConfigError(f"n_shoppers: {self.n_shoppers} is too few; allowed: {len(PERSONAS)} (personas) or more")
        if self.days < 14:
            raise ConfigError(f"days: {self.days} is too short for habits; allowed: 14 or more")
        if not 0.0 <= self.mood_effect <= 10.0:
            raise ConfigError(f"mood_effect: {self.mood_effect} is out of range; allowed: 0 (no effect) to 10")
        if self.zone not in available_timezones():
            raise ConfigError(f"zone: {self.zone!r} is not an IANA time zone; for example 'Asia/Seoul'")

    @property
    def end(self) -> date:
        """The first local day after the history (2026-11-21 by default: the history ends on 2026-11-20)."""
        return self.start + timedelta(days=self.days)

    @property
    def tz(self) -> ZoneInfo:
        """The shoppers' time zone."""
        return ZoneInfo(self.zone)


@dataclass(frozen=True, slots=True)
class Persona:
    """A simulated shopper with a readable id, for the demo page.

    `events` is the exact number of events, or the least number where `at_least`; `recent_days` squeezes the visits
    into the last days; `episode_days` puts a low week that many days before the end of the history.
    """

    user_id: str
    korean: str
    english: str
    events: int
    at_least: bool = False
    chronotype: str = "evening"
    n_visits: int = 12
    recent_days: int | None = None
    episode_days: int | None = None


PERSONAS: tuple[Persona, ...] = (
    Persona(
        "minseo",
        "가상의 손님 민서: 오래 다닌 단골이고, 밤에 자주 들르며, 최근 한 주는 마음이 가라앉아 있어요.",
        "Simulated shopper Minseo: a regular of four months, mostly at night, with a low last week.",
        events=150,
        at_least=True,
        chronotype="night",
        n_visits=70,
        episode_days=9,
    ),
    Persona(
        "jiho",
        "가상의 손님 지호: 출근길에 이따금 들르는 손님이에요.",
        "Simulated shopper Jiho: drops in on the way to work now and then (30 events).",
        events=30,
        chronotype="commuter",
        n_visits=24,
        recent_days=60,
    ),
    Persona(
        "seoyeon",
        "가상의 손님 서연: 이제 막 세 번 둘러본 손님이에요.",
        "Simulated shopper Seoyeon: has looked at three things so far.",
        events=3,
        recent_days=12,
    ),
    Persona(
        "doyun",
        "가상의 손님 도윤: 딱 한 번 둘러본 손님이에요.",
        "Simulated shopper Doyun: has looked at one thing.",
        events=1,
        recent_days=5,
    ),
    Persona(
        "haeun",
        "가상의 손님 하은: 오늘 처음 온 손님이에요.",
        "Simulated shopper Haeun: brand new, no history at all.",
        events=0,
    ),
)
"""All of them are invented; the first five user ids of every simulation."""
