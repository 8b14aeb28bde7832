"""Why, in words: the stored causes of an item, how sure they are, and what would change them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from api.impressions import REST
from api.schemas.why import CertaintyOut, ChangeOut, FactorOut, WhyOut
from api.store.impressions import ContributionRow, Impression, ImpressionItem
from api.store.moods import SCORER

CONTROLS = ("hide_reason", "wrong_reason", "not_interested", "non_profiled")
NAMED = 3
"""Causes told in words, and changes offered, at most."""

WORDS: Mapping[str, Mapping[str, str]] = {
    "ko": {
        "popular": "많은 분이 찾는 정도",
        "item_linear": "함께 고른 기록",
        "transitions": "이어서 고른 기록",
        "content": "서로 닮은 점",
        "mood_fit": "기분과 어울리는 정도",
        "time_habit": "이 시간에 고른 기록",
        "context": "지금 상황에서 고르는 정도",
        "affinity": "오래 두고 고른 쪽",
        "trend": "요즘 더 찾는 정도",
        "release_age": "나온 지 얼마나 됐는지",
        "rest": "그 밖의 작은 까닭들",
        "creator": "만든 이",
        "series": "시리즈",
        "tag": "주제",
        "category": "분야",
        "made_by": "추천 시스템이 만든 문장이에요.",
        "verified": "이 근거를 빼면 순위가 내려가는 것을 확인했어요.",
        "unverified": "이 근거만 빼서는 순위가 달라지지 않아요. 여러 까닭이 함께 작용했어요.",
        "general": "개인 기록을 쓰지 않은, 상품 자체에 대한 설명이에요.",
        "forget_events": "이 기록을 쓰지 않으면 점수가 달라져요",
        "not_interested": "‘관심 없음’을 누르면 이 상품은 다시 나오지 않아요.",
        "consent_off": "기록 사용에 대한 동의를 끄면 기록에서 온 까닭이 모두 빠져요.",
        "mood_off": "기분 짐작을 끄면 기분에서 온 까닭이 모두 빠지고, 짐작에 쓴 기록도 지워요.",
        "non_profiled": "개인화를 끄면 누구에게나 같은 목록이 나와요.",
        "interest_on": "관심사에서 빼신 것이라 이 목록에 없어요. 되돌리면 다시 나올 수 있어요",
    },
    "en": {
        "popular": "how many people choose it",
        "item_linear": "chosen together",
        "transitions": "chosen one after the other",
        "content": "what they have in common",
        "mood_fit": "how it goes with the mood",
        "time_habit": "what is chosen at this hour",
        "context": "what is chosen in such circumstances",
        "affinity": "what is chosen in the long run",
        "trend": "how much more it is chosen of late",
        "release_age": "how new it is",
        "rest": "other small causes",
        "creator": "creator",
        "series": "series",
        "tag": "theme",
        "category": "category",
        "made_by": "This sentence was made by the recommendation system.",
        "verified": "Checked: without this evidence the item ranks lower.",
        "unverified": "Taking this evidence alone away would not change the rank: several causes work together.",
        "general": "A word about the item itself; no personal record was used.",
        "forget_events": "Without this record the score would be another",
        "not_interested": "Press “not interested” and this item will not be shown again.",
        "consent_off": "Withdraw the consent to history and every cause from it is gone.",
        "mood_off": "Turn off mood guesses and every cause from them is gone, and the hints behind them are erased.",
        "non_profiled": "Turn personalisation off and the list is the same for everybody.",
        "interest_on": "Not in this list, because it was removed from the interests; take it back and it may appear",
    },
}


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells one shown item in one language. `titles` are those of the time of the answer."""

    shown: Impression
    item: ImpressionItem
    words: Mapping[str, str]
    titles: Mapping[str, str]

    def told(self) -> WhyOut:
        """The whole answer."""
        reason = self.item.reason
        factors = [self._factor(row) for row in self.item.contributions]
        return {
            "request_id": self.shown.request_id,
            "item_id": self.item.item_id,
            "title": self.titles.get(self.item.item_id, ""),
            "rank": self.item.rank,
            "score": self.item.score,
            "model": self.shown.model_id,
            "shown_at": datetime.fromtimestamp(self.shown.at, UTC).isoformat(),
            "strategy": self.shown.strategy,
            "reason": cast("Any", reason),
            "factors": factors,
            "evidence_in_words": [factor["label"] for factor in factors if factor["contribution"] > 0][:NAMED],
            "certainty": self._certainty(),
            "what_would_change_it": self._changes(),
            "made_by": self.words["made_by"],
            "controls": CONTROLS,
        }

    def _factor(self, row: ContributionRow) -> FactorOut:
        return {
            "scorer": row.scorer,
            "cause": row.cause,
            "label": self._label(row),
            "contribution": row.contribution,
            "share": row.share,
            "item_id": _cited(row),
            "event_ids": row.event_ids,
        }

    def _label(self, row: ContributionRow) -> str:
        """`함께 고른 기록: 『제목』`; a cause of shared content names what is shared."""
        name = self.words.get(row.scorer, row.scorer)
        kind, _, item_id = row.cause.partition(":")
        if row.cause == REST:
            return f"{name}: {self.words['rest']}"
        if row.scorer == "content" and kind in self.words:
            name = f"{name} ({self.words[kind]})"
        if not item_id:
            return name
        return f"{name}: {self._titled(item_id)}"

    def _titled(self, item_id: str) -> str:
        title = self.titles.get(item_id) or item_id
        return f"『{title}』" if self.words is WORDS["ko"] else f"“{title}”"

    def _certainty(self) -> CertaintyOut:
        reason = self.item.reason
        if reason is None:
            return {"strength": None, "confidence": None, "verified": False, "text": self.words["unverified"]}
        verified = bool(reason["verified"])
        key = "general" if reason["strength"] == "general" else "verified" if verified else "unverified"
        told = {"strength": reason["strength"], "confidence": reason["confidence"], "verified": verified}
        return cast("CertaintyOut", {**told, "text": self.words[key]})

    def _changes(self) -> list[ChangeOut]:
        """What the person can do, the strongest first; each with what the stored sum says of it."""
        place = self.shown.items.index(self.item)
        told: list[Any] = [*self.shown.extra.get("without", ()), *[()] * len(self.shown.items)][place]
        changes: list[ChangeOut] = [
            {
                "action": "forget_events",
                "event_ids": tuple(event_ids),
                "score_without": self.item.score - contribution,
                "text": f"{self.words['forget_events']}: {self._titled(item_id)}",
            }
            for item_id, event_ids, contribution in told
        ]
        if changes:
            changes += [self._change("consent_off"), self._change("non_profiled")]
        if any(row.scorer == SCORER for row in self.item.contributions):
            changes.append(self._change("mood_off"))
        return [*changes, self._change("not_interested"), *self._interests()]

    def _interests(self) -> list[ChangeOut]:
        """What is not in the list because the person switched it off, and that it can come back."""
        off: Any = self.shown.extra.get("interests_off", ())
        change = self._change("interest_on")
        return [{**change, "text": f"{change['text']}: {', '.join(off)}"}] if off else []

    def _change(self, action: Any) -> ChangeOut:
        return {"action": action, "event_ids": (), "score_without": None, "text": self.words[action]}


def why(shown: Impression, item_id: str, locale: str) -> WhyOut | None:
    """Why the item stood in the answer; None when it did not."""
    item = next((item for item in shown.items if item.item_id == item_id), None)
    if item is None:
        return None
    titles: Mapping[str, str] = shown.extra.get("titles", {})
    return Teller(shown, item, WORDS["en" if locale.startswith("en") else "ko"], titles).told()


def _cited(row: ContributionRow) -> str | None:
    return row.cause.partition(":")[2] or None
