"""Why, in words: the stored causes of an item, how sure they are, and what would change them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from api.impressions import REST
from api.schemas.why import CertaintyOut, ChangeOut, FactorOut, WhyOut
from api.store.impressions import ContributionRow, Impression, ImpressionItem
from api.store.moods import SCORER

CONTROLS = ("hide_reason", "wrong_reason", "not_interested", "non_profiled")
NAMED = 3
"""Causes told in words, and changes offered, at most."""

WORDS: Mapping[str, Mapping[str, str]] = tomllib.loads((Path(__file__).parent / "why.toml").read_text(encoding="utf-8"))
"""By language and then by name: every registered scorer, what a cause may be, and whole sentences."""


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
