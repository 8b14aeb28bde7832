"""Shows a voice: every skeleton with every kind it may speak of, filled with real works.

    python -m explain.preview warm ko-KR
    python -m explain.preview warm ko-KR --golden > tests/explain/golden/warm.ko.txt

Whoever writes a voice reads this list aloud, line by line; the tests keep it as a golden file.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from explain.claims import Claim, claim_of
from explain.forms import Form, form_of
from explain.loader import load
from explain.phrase import Phrase, phrase
from explain.skeleton import Skeleton
from explain.slots import fillings
from explain.types import CODES, Code
from explain.voice import Voice
from recsys.events import Act
from recsys.evidence import (
    AttributeField,
    CitedItem,
    Evidence,
    LikedBefore,
    NextVolume,
    PopularNow,
    SeenThisSession,
    SharesAttribute,
    Support,
    TimeHabit,
)
from recsys.mood.types import MoodAim, Need
from recsys.types import KINDS, ItemFacts, Kind

Use = Literal["sentence", "label"]
USES: tuple[Use, ...] = get_args(Use)
SUPPORT = Support(contribution=1.0, share=0.7, event_ids=("e1",), necessary=True)
_WORKS: dict[Kind, tuple[tuple[str, str], tuple[str, str], str, str]] = {
    "book": (("소년이 온다", "Human Acts"), ("채식주의자", "The Vegetarian"), "한강", "한국소설"),
    "track": (("밤편지", "Through the Night"), ("봄날", "Spring Day"), "아이유", "발라드"),
    "album": (("꽃갈피", "A Flower Bookmark"), ("팔레트", "Palette"), "아이유", "어쿠스틱"),
    "artist": (("잔나비", "Jannabi"), ("새소년", "Se So Neon"), "잔나비", "인디"),
    "film": (("괴물", "The Host"), ("마더", "Mother"), "봉준호", "드라마"),
    "goods": (("손수건", "Handkerchief"), ("라미 만년필 EF", "Lamy Safari"), "라미", "문구"),
    "article": (("혼자 걷는 밤", "Walking Alone"), ("천천히 읽기", "Reading Slowly"), "김민준", "에세이"),
}


@dataclass(frozen=True, slots=True)
class Sample:
    """A rendered skeleton."""

    code: Code
    kind: Kind
    text: str
    key: str


def samples(voice: Voice, use: Use = "sentence") -> Iterator[Sample]:
    """Every skeleton of a voice with each kind it may speak of (cited items are of the same kind if allowed)."""
    limit = voice.language.text_limit if use == "sentence" else voice.language.label_limit
    for code in CODES:
        for skeleton in voice.skeletons(use, code):
            if not skeleton.key.startswith(code):
                continue  # borrowed from another code, shown there
            for kind in (k for k in KINDS if k in skeleton.rule.kinds):
                made = sample(voice, skeleton, kind, limit)
                if made is not None:
                    yield Sample(code, kind, made.text, skeleton.key)


def sample(voice: Voice, skeleton: Skeleton, kind: Kind, limit: int) -> Phrase | None:
    """The skeleton filled for a kind; None where the example titles do not go with it."""
    claim = example(skeleton, kind)
    known = fillings(claim, voice.language)
    if not skeleton.slots <= known.names:
        return None
    form: Form = form_of(skeleton, voice.language, kind, claim.cited[0].facts.kind if claim.cited else kind)
    return phrase(form, known, voice.language, limit)


def example(skeleton: Skeleton, kind: Kind) -> Claim:
    """A true claim for a skeleton: facts of real works, acts the skeleton asks for."""
    rule = skeleton.rule
    cited_kind = kind if rule.cited is None or kind in rule.cited else next(k for k in KINDS if k in rule.cited)
    act: Act = next((a for a in get_args(Act) if rule.acts is None or a in rule.acts), "liked")
    cited = tuple(CitedItem(_facts(f"c{n}", cited_kind, n), act, ("e1",)) for n in range(2 if rule.items == 2 else 1))
    item = ItemFacts("i1", kind, creator=_WORKS[kind][2], series="안녕", category=_WORKS[kind][3])
    if skeleton.code in {"mood_said", "mood_believed"}:
        return _mood_claim(skeleton, item)
    field: AttributeField = "creator" if rule.fields and "creator" in rule.fields else "category"
    claim = claim_of(item, _evidence(skeleton.code, cited, item, field))
    return claim or Claim("learning", item)


def _mood_claim(skeleton: Skeleton, item: ItemFacts) -> Claim:
    need: Need = next((aim for aim in get_args(Need) if skeleton.rule.aims and aim in skeleton.rule.aims), "comfort")
    aim = MoodAim(0.4, -0.6, 0.9, "believed" if skeleton.rule.tone else "said", need, "calm")
    return Claim(skeleton.code, item, support=SUPPORT, aim=aim, tone=skeleton.rule.tone, confidence=0.63)


def _facts(item_id: str, kind: Kind, number: int) -> ItemFacts:
    korean, english = (_WORKS[kind][0], _WORKS[kind][1])[number]
    return ItemFacts(item_id, kind, korean, title_en=english)


def _habit(field: AttributeField, item: ItemFacts, cited: tuple[CitedItem, ...]) -> TimeHabit:
    value = item.creator if field == "creator" else item.category
    return TimeHabit(SUPPORT, field, value, "evening", "workday", 6, cited)


def _evidence(code: Code, cited: tuple[CitedItem, ...], item: ItemFacts, field: AttributeField) -> Evidence:
    evidence: dict[Code, Evidence] = {
        "liked_before": LikedBefore(SUPPORT, cited),
        "viewed_now": SeenThisSession(SUPPORT, cited),
        "same_creator": SharesAttribute(SUPPORT, "creator", item.creator, cited),
        "same_series": SharesAttribute(SUPPORT, "series", item.series, cited),
        "same_theme": SharesAttribute(SUPPORT, "category", item.category, cited),
        "time_habit": _habit(field, item, cited),
        "next_volume": NextVolume(SUPPORT, item.series, 3.0, cited[0]),
        "popular": PopularNow(SUPPORT, True),
    }
    return evidence.get(code, PopularNow(SUPPORT, False))


def lines(voice: Voice) -> list[str]:
    """One line a sentence or label: code, kind, text."""
    return [_line(sample) for use in USES for sample in samples(voice, use)]


def golden(voice: Voice) -> list[str]:
    """Each skeleton once, its kind changing from one to the next: short enough to be read aloud in one go."""
    by_key: dict[str, list[Sample]] = {}
    for use in USES:
        for shown in samples(voice, use):
            by_key.setdefault(shown.key, []).append(shown)
    return [_line(found[turn % len(found)]) for turn, found in enumerate(by_key.values())]


def _line(shown: Sample) -> str:
    return f"{shown.code} {shown.kind}: {shown.text}"


def main(arguments: list[str]) -> None:
    """Writes a voice's lines to standard output: `[VOICE] [LOCALE] [--golden]`."""
    names = [argument for argument in arguments if argument != "--golden"]
    name, locale = (names + ["warm", "ko-KR"][len(names) :])[:2]
    show = golden if "--golden" in arguments else lines
    sys.stdout.write("\n".join(show(load(name, locale))) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
