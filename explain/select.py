"""What is worth saying of each item, so that a list is true first, specific second, and not monotonous.

Which claim is preferred depends on the item alone; variety then moves as few items as it can.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from explain.claims import PERSONAL, SPECIFIC, Claim, claims_of
from explain.moods import spoken_moods
from explain.types import Code, MoodSpeech
from recsys.evidence import RankedItem
from recsys.types import Strategy

LARGEST_SHARE = 0.4
"""No code takes more than this part of a list that has enough kinds of evidence (metric M8)."""
WANTED_CODES = 4
LEAST_SHARE = 0.1
"""Evidence below this share of the score does not count as a kind the list has."""
OFTEN_CITED = 3
"""An item cited this many times in a list gives way to the next evidence of the same worth."""
_IMPERSONAL: frozenset[Strategy] = frozenset({"cold", "non_profiled"})

OFTEN_WRONG = 2
"""Called wrong this many times, a code is not said first even where it is verified."""

Options = tuple[Claim, ...]


@dataclass(frozen=True)
class Objections:
    """Reasons the person called wrong, as (item, code); an empty code stands for whatever was said of the item."""

    pairs: frozenset[tuple[str, str]] = frozenset()

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each code was called wrong."""
        return Counter(code for _, code in self.pairs)

    def allow(self, claim: Claim) -> bool:
        """Whether the person did not call this very reason of this very item wrong."""
        return not self.pairs & {(claim.item.item_id, claim.code), (claim.item.item_id, "")}

    def worth(self, claim: Claim) -> tuple[bool, int]:
        """What claims are sorted by: a verified cause first, then the more specific, less often wrong one."""
        wrong = self.counts[claim.code]
        return not claim.is_verified or wrong >= OFTEN_WRONG, SPECIFIC[claim.code] + wrong


NONE = Objections()


def plan(
    items: Sequence[RankedItem],
    strategy: Strategy,
    wrong: Iterable[tuple[str, str]] = (),
    speech: MoodSpeech = "said",
) -> list[Options]:
    """The claims of each item in the order they are to be tried; the last speaks of the item alone.

    `wrong` are (item, code) pairs the person called wrong: not said again, and their codes fall behind. A mood is
    spoken of on few items, and there it comes first.
    """
    objections = Objections(frozenset(wrong))
    options = [options_of(item, strategy, objections) for item in items]
    chosen = _preferred(options, objections)
    kinds = {c.code for claims in options for c in claims if c.support and c.support.share >= LEAST_SHARE}
    kinds -= objections.counts.keys()
    if len(kinds) >= WANTED_CODES:
        _keep_below_cap(options, chosen)
        _broaden(options, chosen, kinds)
    told = [_with_first(claims, first) for claims, first in zip(options, chosen, strict=True)]
    for row, claim in spoken_moods(items, strategy, speech).items():
        if objections.allow(claim):
            told[row] = (claim, *told[row])
    return told


def options_of(ranked: RankedItem, strategy: Strategy, objections: Objections = NONE) -> Options:
    """All claims of an item, the best first. Nothing personal is said where no personal record was used."""
    found = [c for c in claims_of(ranked) if strategy not in _IMPERSONAL or c.code not in PERSONAL]
    found = [claim for claim in found if objections.allow(claim)]
    found.sort(key=objections.worth)
    return (*found, Claim("learning", ranked.facts))


def _with_first(claims: Options, first: int) -> Options:
    return (claims[first], *claims[:first], *claims[first + 1 :]) if first else claims


def _preferred(options: list[Options], objections: Objections) -> list[int]:
    """Position of each item's best claim; of equals, one whose cited items were not named often already."""
    cited: Counter[tuple[str, ...]] = Counter()
    chosen = []
    for claims in options:
        pick = 0
        if claims[0].cited and cited[_names(claims[0])] >= OFTEN_CITED:
            equal = (i for i, c in enumerate(claims) if objections.worth(c) == objections.worth(claims[0]))
            pick = next((i for i in equal if cited[_names(claims[i])] < OFTEN_CITED), 0)
        cited[_names(claims[pick])] += 1
        chosen.append(pick)
    return chosen


def _names(claim: Claim) -> tuple[str, ...]:
    return tuple([c.facts.item_id for c in claim.cited])


def _keep_below_cap(options: list[Options], chosen: list[int]) -> None:
    """From the bottom of the list, items of a too frequent code take other evidence of the same standing."""
    cap = max(1, int(LARGEST_SHARE * len(options)))
    counts = Counter(claims[i].code for claims, i in zip(options, chosen, strict=True))
    for row in range(len(options) - 1, -1, -1):
        code = options[row][chosen[row]].code
        if counts[code] <= cap:
            continue
        other = _alternative(options[row], chosen[row], {c for c in PERSONAL if counts[c] < cap})
        if other is not None:
            counts[code] -= 1
            counts[options[row][other].code] += 1
            chosen[row] = other


def _broaden(options: list[Options], chosen: list[int], kinds: set[Code]) -> None:
    """One item each, from the bottom, speaks of a kind of evidence the list has but did not yet say."""
    counts = Counter(claims[i].code for claims, i in zip(options, chosen, strict=True))
    for code in sorted(kinds - set(counts), key=SPECIFIC.__getitem__):
        if len(counts) >= WANTED_CODES:
            return
        for row in range(len(options) - 1, -1, -1):
            before = options[row][chosen[row]].code
            other = _alternative(options[row], chosen[row], {code})
            if other is not None and counts[before] > 1:
                counts[before] -= 1
                counts[code] += 1
                chosen[row] = other
                break


def _alternative(claims: Options, current: int, codes: set[Code]) -> int | None:
    """The first other claim with one of the codes, as verified as the current one and of some weight."""
    for position, claim in enumerate(claims):
        is_equal = claim.is_verified == claims[current].is_verified
        if position != current and claim.code in codes and is_equal and claim.share >= LEAST_SHARE:
            return position
    return None
