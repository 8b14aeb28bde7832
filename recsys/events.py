"""Events: past-tense facts, append-only, the only truth. Names follow GA4 where it has one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

Detail = str | float | bool | tuple[str, ...]
"""A value an event may carry beside its common fields."""


class EventName(StrEnum):
    """Every event the service understands (contract, HTTP)."""

    VIEW_ITEM = "view_item"
    VIEW_ITEM_LIST = "view_item_list"
    SELECT_ITEM = "select_item"
    SEARCH = "search"
    ADD_TO_CART = "add_to_cart"
    REMOVE_FROM_CART = "remove_from_cart"
    CLEAR_CART = "clear_cart"
    BEGIN_CHECKOUT = "begin_checkout"
    CHECKOUT_STEP = "checkout_step"
    PURCHASE = "purchase"
    ADD_TO_WISHLIST = "add_to_wishlist"
    PLAY = "play"
    SKIP = "skip"
    COMPLETE = "complete"
    LIKE = "like"
    DISLIKE = "dislike"
    RATE = "rate"
    REVIEW = "review"
    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    MOOD_REPORT = "mood_report"
    PREFERENCE = "preference"
    INPUT_ERROR = "input_error"
    HELP_OPEN = "help_open"
    INQUIRY = "inquiry"
    RESOLVED = "resolved"
    COMPLAINT = "complaint"
    DELIVERED = "delivered"
    DELIVERY_DELAY = "delivery_delay"
    SERVICE_INCIDENT = "service_incident"
    RETURN_REQUEST = "return_request"
    BOT_REPLY = "bot_reply"
    REFINE = "refine"
    BACK_TO_RESULTS = "back_to_results"
    SCROLL = "scroll"
    APP_BACKGROUND = "app_background"
    REASON_HELPFUL = "reason_helpful"
    REASON_WRONG = "reason_wrong"
    NOT_INTERESTED = "not_interested"
    MOMENT_DISMISSED = "moment_dismissed"
    MOMENT_ACCEPTED = "moment_accepted"
    SESSION_START = "session_start"
    SESSION_END = "session_end"
    QR_SCAN = "qr_scan"
    STORE_CHECKIN = "store_checkin"
    LINK = "link"
    UNLINK = "unlink"
    PROFILE_FLAG = "profile_flag"


Act = Literal["liked", "rated_high", "rated", "bought", "finished", "saved", "carted", "played", "viewed", "chosen"]
"""What a person did with an item, as far as a sentence may say it. `chosen` says nothing about how."""

ACT_STRENGTH: Mapping[Act, float] = {
    "liked": 1.0,
    "rated_high": 1.0,
    "rated": 1.0,
    "bought": 1.0,
    "finished": 1.0,
    "chosen": 1.0,
    "saved": 0.8,
    "carted": 0.6,
    "played": 0.5,
    "viewed": 0.4,
}
"""Weight of an act in a history, relative to a purchase. A single-kind data set is not affected by the scale."""

ACT_OF: Mapping[EventName, Act] = {
    EventName.LIKE: "liked",
    EventName.RATE: "rated",
    EventName.REVIEW: "rated",
    EventName.PURCHASE: "bought",
    EventName.COMPLETE: "finished",
    EventName.ADD_TO_WISHLIST: "saved",
    EventName.ADD_TO_CART: "carted",
    EventName.PLAY: "played",
    EventName.VIEW_ITEM: "viewed",
    EventName.SELECT_ITEM: "viewed",
    EventName.QR_SCAN: "viewed",
}
"""Events that enter the history of items, and what they say of the person."""

PROFILE_FLAGS = ("gift", "shared_device", "work_use")
"""What a `profile_flag` may say: choices made here are not, or not only, the person's own."""
REFUSALS = frozenset({EventName.DISLIKE, EventName.NOT_INTERESTED})
"""Events after which an item is not shown to this person again, until they want it after all (`WANTING`)."""

WANTING: frozenset[Act] = frozenset({"liked", "rated_high", "bought", "saved", "carted"})
"""Acts that take a refusal back. To have looked at a thing, or to have let it play, is not to want it."""

CONSUMED: frozenset[Act] = frozenset({"bought", "finished", "rated", "rated_high"})
"""Acts after which the work itself counts as had: its other editions leave the list, the next volume follows."""


@dataclass(frozen=True, slots=True)
class Event:
    """One fact.

    `at` is UTC seconds since 1970 (or a row number where the data has only an order).
    `details` holds the event's own fields (`query`, `rating`, `quantity`...), already validated.
    """

    event_id: str
    name: EventName
    at: int
    user_id: str | None = None
    session_id: str | None = None
    item_id: str | None = None
    details: Mapping[str, Detail] = field(default_factory=dict)
