"""What is true of the whole list, said once above it."""

from collections.abc import Mapping
from typing import Protocol

from explain.language import KindOrMixed, Language
from explain.loader import load
from explain.moods import mood_claim
from explain.skeleton import Josa, Part, Word
from explain.types import Message
from explain.voice import MessageCase, Voice
from recsys.evidence import RankedItem
from recsys.mood.types import MoodAim
from recsys.types import Kind, Shortfall, Signal, Strategy

ENOUGH_TO_LEARN = 3
"""Items a new person is asked to choose; after that the list changes."""
GUESS_CONTROLS = ("wrong_reason", "mood_off")
CODE_OF_CASE: Mapping[MessageCase, str] = {
    "cold": "learning",
    "cold_mood": "learning",
    "non_profiled": "non_profiled",
    "non_profiled_mood": "non_profiled",
    "shortfall": "shortfall",
    "nothing_matches": "shortfall",
    "empty_catalogue": "empty_catalogue",
    "heard": "mood_said",
    "guess": "mood_believed",
}


class Answer(Protocol):
    """What a message needs of the engine's answer (`recsys.evidence.Ranking` is one)."""

    @property
    def items(self) -> tuple[RankedItem, ...]:
        """The items served."""

    @property
    def strategy(self) -> Strategy:
        """How they were found."""

    @property
    def used(self) -> tuple[Signal, ...]:
        """The signals that took part."""

    @property
    def aim(self) -> MoodAim | None:
        """Where a mood wants the list to stand."""

    @property
    def shortfall(self) -> Shortfall | None:
        """Why they are fewer than asked, if they are."""


def message(
    ranking: Answer,
    *,
    voice: str = "warm",
    locale: str = "ko-KR",
    guesses_mood: bool = False,
    answers_mood: bool = True,
) -> Message | None:
    """The message for an answer, None where nothing needs to be said. Raises `QueryError` for an unknown voice.

    Empty lists say why; a cold or non-profiled list says what it is; a list that falls short says that too. A said mood
    that no item owes its place to is heard, and that is said here instead of on an item (not where others read along:
    `answers_mood`). Where a reason guesses a mood (`guesses_mood`), the end of the list asks to be told if the guess is
    wrong.
    """
    speaker = load(voice, locale)
    cases = [case for case in _cases(ranking) if case != "heard" or answers_mood]
    if guesses_mood:
        cases.append("guess")
    if not cases:
        return None
    kind = kind_of(ranking.items)
    texts = [_said(speaker, case, kind, len(ranking.items)) for case in cases]
    is_guess = cases == ["guess"]
    return Message(" ".join(texts), CODE_OF_CASE[cases[0]], *(("end", GUESS_CONTROLS) if is_guess else ()))


def _cases(ranking: Answer) -> list[MessageCase]:
    fell_short = ranking.shortfall
    if not ranking.items:
        is_empty = fell_short is None or "catalogue" in fell_short.because
        return ["empty_catalogue" if is_empty else "nothing_matches"]
    cases: list[MessageCase] = []
    said = [claim for item in ranking.items if (claim := mood_claim(item)) and claim.code == "mood_said"]
    follows_mood = bool(said)
    if ranking.strategy == "cold":
        cases.append("cold_mood" if follows_mood else "cold")
    elif ranking.strategy == "non_profiled":
        cases.append("non_profiled_mood" if follows_mood else "non_profiled")
    elif _is_said(ranking) and not any(claim.is_verified for claim in said):
        cases.append("heard")
    return [*cases, "shortfall"] if fell_short is not None else cases


def _is_said(ranking: Answer) -> bool:
    """Whether the person told a mood that took part, however little it moved."""
    return ranking.aim is not None and ranking.aim.source == "said" and "mood" in ranking.used


def kind_of(items: tuple[RankedItem, ...]) -> KindOrMixed:
    """The one kind of a list, or "mixed"."""
    kinds: set[Kind] = {item.facts.kind for item in items}
    return kinds.pop() if len(kinds) == 1 else "mixed"


def _said(voice: Voice, case: MessageCase, kind: KindOrMixed, served: int) -> str:
    """A message with the words of a kind; `{count}` is what was served, or what is asked of a new person."""
    number = ENOUGH_TO_LEARN if case in {"cold", "cold_mood"} else served
    count = voice.language.counted(number, counter(voice.language, kind, number))
    pieces: list[str] = []
    for part in voice.messages[case]:
        pieces.append(_piece(part, pieces, voice.language, kind, count))
    return "".join(pieces)


def counter(language: Language, kind: KindOrMixed, number: int) -> str:
    """What a kind is counted in: 권, 곡; book, books."""
    words = language.kinds[kind].words
    return words["권"] if language.is_korean else words["book" if number == 1 else "books"]


def _piece(part: Part, before: list[str], language: Language, kind: KindOrMixed, count: str) -> str:
    if isinstance(part, Word):
        return count if part.key == "count" else language.kinds[kind].words[part.key]
    if isinstance(part, Josa):
        return language.attach(part.mark, before[-1], "") or ""
    return part if isinstance(part, str) else ""
