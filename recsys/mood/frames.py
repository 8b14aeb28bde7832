"""How a feeling is spoken of: the writer's own and now, or a wish, somebody else's, long gone, a figure of speech."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from recsys.mood.feelings import table
from recsys.mood.types import NEEDS, Need
from recsys.mood.words import Hit

Frame = Literal["state", "need", "other", "past", "title", "idiom", "none"]
"""Whose feeling a line speaks of: the writer's now, a wish for the list, somebody else's, one long gone, no feeling."""

WEIGHTS: Mapping[Frame, float] = {
    "state": 1.0, "need": 0.5, "other": 0.0, "past": 0.0, "title": 0.0, "idiom": 0.0, "none": 0.0,
}  # fmt: skip
"""What a cue of each frame counts."""

_REACH = 26
"""Characters between somebody else and what they feel."""
_MARKED = re.compile(r"^[\s\"']*[『「《〈].*[』」》〉][\s\"'.!?]*$")


@dataclass(frozen=True, slots=True)
class Framed:
    """A frame, the hits that count in it, and how many were set aside: others' feelings, past ones, figures."""

    frame: Frame
    hits: tuple[Hit, ...]
    aside: int = 0


def framed(text: str, hits: Sequence[Hit], titles: frozenset[str]) -> Framed:
    """The frame of a plain text with these words of feeling, and the words that are within it."""
    if text.strip("『』「」《》〈〉\"' ") in titles or _MARKED.match(text):
        return Framed("title", ())
    phrases = _phrases()
    figures = [hit.span() for hit in phrases.idiom.finditer(text)]
    literal = [hit for hit in hits if not any(start < hit.end and hit.start < end for start, end in figures)]
    if figures and not any(abs(hit.valence) >= 0.3 and hit.label != "기대감" for hit in literal):
        return Framed("idiom", ())
    present = [hit for hit in literal if not _is_past(text, hit, phrases)]
    own = tuple(hit for hit in present if not _is_others(text, hit, phrases))
    if literal and not own:
        return Framed("other" if present else "past", tuple(literal))
    if phrases.request.search(text):
        wished = tuple(hit for hit in own if not phrases.praise.match(text, hit.start))
        return Framed("need", wished, len(hits) - len(own))
    return Framed("state" if own else "none", own, len(hits) - len(own))


def needs_asked(text: str) -> tuple[Need, ...]:
    """What a request asks for, the nearest to the thing asked for first: last in Korean, first in English."""
    last = bool(re.search("[가-힣]", text))
    found: list[tuple[int, Need]] = []
    for need, pattern in _phrases().need.items():
        places = [hit.start() for hit in pattern.finditer(text)]
        if places:
            found.append((-places[-1] if last else places[0], need))
    return tuple(need for _, need in sorted(found))


def is_ironic(text: str) -> bool:
    """Whether the words wink."""
    return _phrases().irony.search(text) is not None


def theme_of(text: str, frame: Frame) -> str:
    """ "break_up" for a love that has ended or is about to, else "": said, or hinted at where nothing else is said."""
    phrases = _phrases()
    is_said = phrases.break_up.search(text)
    is_hinted = frame != "need" and phrases.hints_of_break_up.search(text) and not phrases.everyday.search(text)
    return "break_up" if is_said or is_hinted else ""


@dataclass(frozen=True, slots=True)
class Phrases:
    """The compiled phrases of frames.toml."""

    idiom: re.Pattern[str]
    request: re.Pattern[str]
    other: re.Pattern[str]
    other_en: re.Pattern[str]
    back: re.Pattern[str]
    writer: re.Pattern[str]
    towards: re.Pattern[str]
    shown: re.Pattern[str]
    past: re.Pattern[str]
    now: re.Pattern[str]
    past_tense: re.Pattern[str]
    past_verb: re.Pattern[str]
    irony: re.Pattern[str]
    praise: re.Pattern[str]
    break_up: re.Pattern[str]
    hints_of_break_up: re.Pattern[str]
    everyday: re.Pattern[str]
    need: Mapping[Need, re.Pattern[str]]


def _is_others(text: str, hit: Hit, phrases: Phrases) -> bool:
    """Whether somebody else stands before a feeling and nothing gives it back to the writer."""
    before = text[max(0, hit.start - _REACH) : hit.start]
    subjects = [*phrases.other.finditer(before), *phrases.other_en.finditer(before)]
    if not subjects:
        return False
    between = before[subjects[-1].end() :]
    if phrases.shown.match(text[hit.end : hit.end + 8]):
        return not phrases.writer.search(between)
    return not phrases.back.search(between) and not phrases.towards.match(text[hit.start : hit.end])


def _is_past(text: str, hit: Hit, phrases: Phrases) -> bool:
    """Whether a time long gone rules a feeling: named before it, not undone by a word of today, told in the past."""
    before = text[: hit.start]
    named = list(phrases.past.finditer(before))
    if named and phrases.now.search(before[named[-1].end() :]):
        return False
    if text[hit.start].isascii():
        named_behind = phrases.past.search(text, hit.end)
        return bool((named or named_behind) and phrases.past_verb.search(before))
    return bool(named and phrases.past_tense.match(text[hit.end - 1 : hit.end + 5]))


@cache
def _phrases() -> Phrases:
    rows = table("frames")
    one = {
        name: re.compile(rows[name])
        for name in ("other", "other_en", "back", "writer", "towards", "shown", "past", "now")
    }
    more = {
        name: re.compile(rows[name])
        for name in ("past_tense", "past_verb", "irony", "praise", "break_up", "hints_of_break_up", "everyday")
    }
    lists = {name: re.compile("|".join(rows[name])) for name in ("idiom", "request")}
    return Phrases(**one, **more, **lists, need={need: re.compile(rows["need"][need]) for need in NEEDS})
