"""The guard refuses. A voice's own words are judged once, when it is loaded; slot values at every sentence.

Judged apart, because a title may contain anything (『지금 바로 시작하세요』) and a skeleton may not.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from explain.claims import Claim
from explain.forms import form_of
from explain.graphemes import length
from explain.language import Language
from explain.phrase import Phrase
from explain.skeleton import NEEDS, TITLE_SLOTS, Josa, Needs, Skeleton, Slot
from explain.slots import Filling
from explain.titles import ELLIPSIS, clean
from recsys.types import ItemFacts, Kind

_STAND_IN = "데미안"
"""Stands for every slot while a skeleton's own words are judged."""
_BARE_PARTICLE = re.compile(r"^(을|를|은|는|이|가|과|와|으로|로|이에요|예요|이라|이었어요|였어요)(?=[\s,.]|$)")
_LONGEST_AND = 4
_ORDER_OF_A_SERIES = frozenset({"next_volume", "same_series"})
"""Volumes have an order of their own, known or not when they were read."""


@dataclass(frozen=True, eq=False)
class WordLists:
    """Words that claim an order, words that claim a time, and words that belong to some kinds only."""

    order: re.Pattern[str]
    time: re.Pattern[str]
    kinds: Mapping[str, frozenset[Kind]]


@cache
def word_lists(short: str) -> WordLists:
    """The lists of a language ("ko", "en"), from explain/blocked.<language>.toml."""
    table = tomllib.loads((Path(__file__).parent / f"blocked.{short}.toml").read_text(encoding="utf-8"))
    return WordLists(
        order=re.compile("|".join(table["order_words"]), re.IGNORECASE),
        time=re.compile("|".join(table["time_words"]), re.IGNORECASE),
        kinds={word: frozenset(kinds) for word, kinds in table["kind_words"].items()},
    )


def faults_of_skeleton(skeleton: Skeleton, language: Language, is_label: bool) -> tuple[str, ...]:
    """What is wrong with a skeleton's own words, for whatever kind it may be used; empty when nothing is."""
    lists = word_lists(language.locale[:2])
    own = " ".join(part for part in skeleton.parts if isinstance(part, str))
    found = [*_time_faults(skeleton, own, lists), *_kind_faults(skeleton, own, lists)]
    found += _particle_faults(skeleton) if language.is_korean else []
    if re.search(r"\d", own):
        found.append("a number in a skeleton is a claim without evidence")
    if not is_label:
        for kind in sorted(skeleton.rule.kinds):
            found += language.faults(_own_words(skeleton, language, kind))
    return tuple(dict.fromkeys(found))


def _own_words(skeleton: Skeleton, language: Language, kind: Kind) -> str:
    """The skeleton as a sentence about a kind, with a stand-in in every slot."""
    form = form_of(skeleton, language, kind, kind)
    return "".join(
        part if isinstance(part, str) else _STAND_IN if isinstance(part, Slot) else _attached(part, language)
        for part in form.parts
    )


def _attached(part: Josa, language: Language) -> str:
    return language.attach(part.mark, _STAND_IN, "") or ""


def _time_faults(skeleton: Skeleton, own: str, lists: WordLists) -> list[str]:
    wanted: Needs = "none"
    if lists.order.search(own) and skeleton.code not in _ORDER_OF_A_SERIES:
        wanted = "order"
    if lists.time.search(own):
        wanted = "time"
    if NEEDS.index(skeleton.rule.needs) < NEEDS.index(wanted):
        return [f'its words speak of {wanted}: needs = "{wanted}"']
    return []


def _kind_faults(skeleton: Skeleton, own: str, lists: WordLists) -> list[str]:
    """A word such as “책” may stand bare only in a sentence about books; else the braces choose it."""
    rule, found = skeleton.rule, []
    for word, kinds in lists.kinds.items():
        bare = re.search(rf"(?<![가-힣A-Za-z]){word}", own)
        if bare and not rule.kinds <= kinds and not (rule.cited and rule.cited <= kinds):
            found.append(f"{word!r} fits only {', '.join(sorted(kinds))}: put it in braces or restrict kinds")
    return found


def _particle_faults(skeleton: Skeleton) -> list[str]:
    """A particle that varies must be in braces."""
    pairs = zip(skeleton.parts, skeleton.parts[1:], strict=False)
    return [
        f"particle {hit.group(1)!r} after a slot must be in braces"
        for before, part in pairs
        if not isinstance(before, str) and isinstance(part, str) and (hit := _BARE_PARTICLE.match(part))
    ]


def refuses(phrase: Phrase, claim: Claim, language: Language, limit: int) -> str | None:
    """Why a finished phrase must not be shown, or None. Every slot is checked anew against the evidence's facts."""
    if len(phrase.text) > limit and length(phrase.text) > limit:
        return f"longer than {limit}"
    if not phrase.text or not phrase.form.parts:
        return "empty"
    for name, filling in phrase.filled:
        if not _is_true(name, filling, claim, language):
            return f"{name} does not say what the evidence says"
    return None


def _is_true(name: str, filling: Filling, claim: Claim, language: Language) -> bool:
    """Whether a slot shows what the evidence holds."""
    if name in TITLE_SLOTS:
        cited = claim.cited if name == "a" else claim.cited[:1]
        return _names_titles(filling, tuple([language.title(c.facts) for c in cited]))
    if name == "n":
        return claim.volume is not None and filling.text == f"{claim.volume:g}"
    if name == "mood":
        return claim.aim is not None and filling.text == language.quoted_mood(claim.aim.label)
    return _names_value(_plain(filling.text), name, claim)


@lru_cache(maxsize=65536)
def _names_titles(filling: Filling, titles: tuple[str, ...]) -> bool:
    """Every cited title, or a beginning of it, is shown, in order, and nothing but marks and “and” between them."""
    if len(filling.titles) != len(titles):
        return False
    rest = _plain(filling.text)
    for shown, title in zip(map(_plain, filling.titles), map(_plain, titles), strict=True):
        position = rest.find(shown)
        if not shown or not title.startswith(shown) or not 0 <= position <= _LONGEST_AND:
            return False
        rest = rest[position + len(shown) :]
    return rest in {"", ELLIPSIS}


def _names_value(shown: str, name: str, claim: Claim) -> bool:
    """Whether a shared or own value is what evidence and item hold (a role such as “작가” may follow a name)."""
    item: ItemFacts = claim.item
    if name == "category":
        return shown in _plain(item.category)
    if name == "creator":
        whose = _plain(claim.value if claim.code == "same_creator" else item.creator)
        return bool(whose) and shown.startswith(whose)
    return bool(shown) and shown in _plain(claim.value)


_MARKS = str.maketrans("", "", "『』「」〈〉《》‘’“” ")


@lru_cache(maxsize=65536)
def _plain(text: str) -> str:
    """Text without quotation marks, blanks and the ellipsis, so that the shown and the stored can be compared."""
    return clean(text).translate(_MARKS).removesuffix(ELLIPSIS)
