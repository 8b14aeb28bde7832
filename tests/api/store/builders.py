"""Small events and impressions for the store's tests."""

from api.store.impressions import ContributionRow, Impression, ImpressionItem
from recsys.events import Detail, Event, EventName

SHOP = "default"


def event(event_id: str, name: EventName = EventName.VIEW_ITEM, at: int = 0, **fields: object) -> Event:
    """A view of i1 by u1 unless said; unknown keywords become details."""
    ids: dict[str, object] = {"user_id": "u1", "session_id": None, "item_id": "i1"}
    ids |= {key: fields.pop(key) for key in list(fields) if key in ids}
    details: dict[str, Detail] = dict(fields)  # type: ignore[arg-type]
    return Event(event_id, name, at, details=details, **ids)  # type: ignore[arg-type]


def impression(request_id: str, user_id: str | None = "u1", **fields: object) -> Impression:
    """One shown item with a reason and its cause."""
    item = ImpressionItem(
        item_id="i9",
        rank=1,
        score=2.31,
        propensity=0.5,
        reason={"text": "요즘 쉬어 가는 글을 찾고 계신 것 같아요.", "code": "mood_believed"},
        contributions=(ContributionRow("item_linear", "i1", 1.08, 0.47, ("e1", "e2")),),
    )
    return Impression(
        request_id,
        SHOP,
        at=5,
        model_id="m1",
        policy_version="p1",
        user_id=user_id,
        items=(item,),
        **fields,  # type: ignore[arg-type]
    )
