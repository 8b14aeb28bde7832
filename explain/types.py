"""What `explain` hands out: a reason for an item, a message for a list."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

Code = Literal[
    "liked_before",
    "viewed_now",
    "same_creator",
    "same_series",
    "same_theme",
    "next_volume",
    "time_habit",
    "mood_said",
    "mood_believed",
    "popular",
    "learning",
]
"""What a reason is about. The contract's vocabulary is longer: a code enters here with its evidence."""
CODES: tuple[Code, ...] = get_args(Code)

Strength = Literal["said", "observed", "likely", "maybe", "general"]
"""How far a sentence goes, from quoting the person to a word about the item alone."""

Ask = Literal["all", "top3", "none"]
MoodSpeech = Literal["all", "said", "none"]
"""What of a mood may be spoken of: also what is believed, only what was said, nothing (bystanders may read along)."""
Tone = Literal["", "maybe", "likely", "lately"]
"""How a believed mood is spoken of: not at all, as a condition, as a guess, as a guess about the last days."""
Position = Literal["top", "end"]
Fact = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """The evidence a sentence stands on, as the answer shows it; `facts` are the values it may name."""

    kind: str
    share: float
    contribution: float
    event_ids: tuple[str, ...]
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an item stands in the list, in one sentence (`text`) and in a few words (`label`).

    `confidence` in [0, 1] is how sure we are that the sentence is true: 1 for facts about the item or a
    verified cause. `verified` means that taking the evidence away worsens the item's rank.
    """

    text: str
    label: str
    code: Code
    locale: str
    voice: str
    strength: Strength
    confidence: float
    verified: bool
    evidence: tuple[Ground, ...] = ()
    controls: tuple[str, ...] = ()
    hedged: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """What is true of the whole list, said once."""

    text: str
    code: str
    position: Position = "top"
    controls: tuple[str, ...] = ()
