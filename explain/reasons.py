"""A whole list's reasons at once, so that no sentence stands in it twice."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypedDict, Unpack
from zlib import crc32

from explain.claims import PERSONAL, Claim, ground_of
from explain.forms import Choice, Form, fitting, shape_of
from explain.guard import refuses
from explain.loader import load
from explain.phrase import Phrase, phrase
from explain.select import Options, plan
from explain.skeleton import Needs
from explain.slots import Fillings, fillings
from explain.types import Ask, MoodSpeech, Reason, Strength
from explain.voice import Voice
from recsys.errors import QueryError
from recsys.evidence import RankedItem
from recsys.types import Strategy

_ASKED: dict[Ask, int | None] = {"all": None, "top3": 3, "none": 0}


class Keywords(TypedDict, total=False):
    """Keyword arguments of `reasons`; see `Setting` for their meaning and defaults."""

    voice: str
    locale: str
    strategy: Strategy
    ordered: bool
    timed: bool
    ask: Ask
    wrong: tuple[tuple[str, str], ...]
    mood: MoodSpeech


@dataclass(frozen=True, slots=True)
class Setting:
    """How a list is spoken of. `ordered` and `timed` tell what the data knows of time: without them no
    sentence uses a word of order (이어, 다음) or of time (요즘). `wrong` are (item, code) pairs the person called
    wrong: of that item something else that is true is said. `mood` is what of a mood may be spoken."""

    voice: str = "warm"
    locale: str = "ko-KR"
    strategy: Strategy = "personal"
    ordered: bool = True
    timed: bool = True
    ask: Ask = "all"
    wrong: tuple[tuple[str, str], ...] = ()
    mood: MoodSpeech = "said"

    @property
    def known(self) -> Needs:
        """What is known of time."""
        return "time" if self.timed and self.ordered else "order" if self.ordered else "none"


Novelty = Literal["skeleton", "text", "neighbour", "any"]
_RELAXING: tuple[Novelty, ...] = ("skeleton", "text", "neighbour", "any")
"""New skeleton in the list; else a new text; else at least not the neighbour's skeleton; else anything true."""


@dataclass
class _Said:
    """What a list has said so far (local to one call of `reasons`)."""

    skeletons: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    last: str = ""

    def allows(self, form: Form, novelty: Novelty) -> bool:
        if novelty == "skeleton":
            return form.key not in self.skeletons
        return novelty == "any" or form.key != self.last

    def add(self, said: Phrase) -> None:
        self.skeletons.add(said.form.key)
        self.texts.add(said.text)
        self.last = said.form.key


@dataclass(frozen=True, slots=True)
class _Speaker:
    """A voice in a setting, with the few things every sentence needs."""

    voice: Voice
    setting: Setting

    def offer(self, claim: Claim) -> "_Offer":
        """The claim with what can fill its slots and the forms that fit it."""
        known = fillings(claim, self.voice.language)
        shape = shape_of(claim, known.names, self.setting.known, self.setting.strategy)
        return _Offer(claim, known, fitting(self.voice, shape), crc32(claim.key.encode()))

    def sentence(self, offer: "_Offer", said: _Said, novelty: Novelty) -> Phrase | None:
        """The first form that can be filled truthfully and is new enough in this list."""
        language = self.voice.language
        for form in _turned(offer.choice.sentences, offer.turn):
            if not said.allows(form, novelty):
                continue
            made = phrase(form, offer.known, language, language.text_limit)
            if made is None or (novelty in {"skeleton", "text"} and made.text in said.texts):
                continue
            if refuses(made, offer.claim, language, language.text_limit) is None:
                return made
        return None

    def label(self, offer: "_Offer") -> str:
        """The first label whose title needs no cutting, else the first that fits."""
        language = self.voice.language
        cut = ""
        for form in _turned(offer.choice.labels, offer.turn):
            made = phrase(form, offer.known, language, language.label_limit)
            if made is None or refuses(made, offer.claim, language, language.label_limit) is not None:
                continue
            if all(filling.spoken for _, filling in made.filled):
                return made.text if not cut or made.filled else cut
            cut = cut or made.text
        return cut


class _Offer(NamedTuple):
    """A claim ready to be put into words; `turn` is the place in the forms fixed by item and evidence."""

    claim: Claim
    known: Fillings
    choice: Choice
    turn: int


def _turned(groups: tuple[tuple[Form, ...], ...], turn: int) -> Iterator[Form]:
    """All forms, group by group, each group from its own fixed place on."""
    for group in groups:
        start = turn % len(group)
        yield from group[start:]
        yield from group[:start]


def reasons(items: Sequence[RankedItem], **options: Unpack[Keywords]) -> tuple[Reason | None, ...]:
    """A reason for each item, in order; None only where `ask` wants fewer. Keywords as in `Setting`.

    The same item with the same evidence keeps its sentence from call to call, unless a neighbour already
    says it. Raises `QueryError` for an unknown voice or locale.
    """
    setting = Setting(**options)
    if setting.ask not in _ASKED:
        raise QueryError("reasons", f"{setting.ask!r} is unknown", ", ".join(_ASKED))
    speaker = _Speaker(load(setting.voice, setting.locale), setting)
    asked = items[: _ASKED[setting.ask]]
    said = _Said()
    told = [_reason(speaker, claims, said) for claims in plan(asked, setting.strategy, setting.wrong, setting.mood)]
    return (*told, *[None] * (len(items) - len(told)))


def _reason(speaker: _Speaker, claims: Options, said: _Said) -> Reason:
    """The best claim that can be said; at last the general word about the item, which always can."""
    offers: dict[int, _Offer] = {}
    for candidates in (range(len(claims) - 1), range(len(claims) - 1, len(claims))):
        for novelty in _RELAXING:
            for position in candidates:
                offer = offers.get(position) or speaker.offer(claims[position])
                offers[position] = offer
                made = speaker.sentence(offer, said, novelty)
                if made is not None:
                    said.add(made)
                    return _told(speaker, offer, made)
    raise AssertionError("unreachable: the loader demands a general sentence without conditions")


def _told(speaker: _Speaker, offer: _Offer, made: Phrase) -> Reason:
    claim = offer.claim
    is_personal, is_hedged = claim.code in PERSONAL, made.form.is_hedged or bool(claim.tone)
    is_fact = not is_personal or (claim.is_verified and not is_hedged)
    ground = ground_of(claim)
    return Reason(
        text=made.text,
        label=speaker.label(offer),
        code=claim.code,
        locale=speaker.voice.locale,
        voice=speaker.voice.name,
        strength=_strength(claim, is_hedged),
        confidence=claim.confidence if claim.aim else 1.0 if is_fact else round(claim.share, 4),
        verified=claim.is_verified,
        evidence=() if ground is None else (ground,),
        controls=_controls(claim),
        hedged=is_hedged,
    )


def _strength(claim: Claim, is_hedged: bool) -> Strength:
    if claim.code == "mood_said":
        return "said"
    if is_hedged:
        return "maybe" if claim.tone == "maybe" else "likely"
    return "observed" if claim.code in PERSONAL else "general"


def _controls(claim: Claim) -> tuple[str, ...]:
    """What the person can do about a reason; a guess about their mood can be switched off on the spot."""
    if claim.code not in PERSONAL:
        return ("hide_reason",)
    return ("hide_reason", "wrong_reason", *(("mood_off",) if claim.tone else ()))
