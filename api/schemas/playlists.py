"""`POST /v1/playlists`: what may be asked, and the list."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from api.schemas.fields import Body, Identifier, Label, Seconds, Shop, UserId, Zone
from api.schemas.recommendations import MessageOut, MoodIn, ReasonOut, Strength, ViewerIn
from recsys.mood.types import Intent
from recsys.playlist.ask import LONGEST, SHORTEST, StartSource
from recsys.playlist.types import Unmet
from recsys.types import Signal, Strategy

ASKED: dict[str, Any] = {
    "user_id": "minseo",
    "start": {"label": "지침"},
    "intent": "lift",
    "minutes": 30,
    "leave_out": [],
    "instrumental": False,
    "seed": 7,
    "at": "2026-11-21T18:30:00+09:00",
    "tz": "Asia/Seoul",
    "locale": "ko-KR",
}
MOST_SEED = 2**53 - 1
"""The last whole number that every JSON reader keeps exactly."""


class PlaylistIn(Body):
    """A list of tracks that starts where the person is and leads where they want to be, in small steps."""

    model_config = ConfigDict(json_schema_extra={"examples": [ASKED]})

    user_id: UserId | None = None
    session_id: Identifier | None = None
    shop: Shop = None
    start: Annotated[
        MoodIn | None,
        Field(description="An instruction for this list, not kept. Null: a believed mood with consent, else plays."),
    ] = None
    intent: Annotated[Intent | None, Field(description="Null brightens a low start gently, else stays.")] = None
    minutes: Annotated[float, Field(ge=SHORTEST, le=LONGEST)] = 30.0
    seed_track: Annotated[Identifier | None, Field(description="The track to open with.")] = None
    leave_out: Annotated[list[Label] | None, Field(max_length=200, description="Creators by name, tracks by id.")] = (
        None
    )
    language: Annotated[Label | None, Field(description="Only tracks in this language, such as ko.")] = None
    instrumental: Annotated[bool, Field(description="Only tracks without singing.")] = False
    new_share: Annotated[float | None, Field(ge=0, le=1, description="Share of tracks new to the listener.")] = None
    continue_from: Annotated[
        Identifier | None, Field(description="request_id of the playlist to go on from; its tracks do not come again.")
    ] = None
    seed: Annotated[
        int | None, Field(ge=0, le=MOST_SEED, description="The same seed, the same list; drawn when not given.")
    ] = None
    at: Annotated[Seconds | None, Field(description="The moment; now when not given.")] = None
    tz: Zone | None = None
    locale: Annotated[str, Field(max_length=35)] = "ko-KR"
    viewer: ViewerIn = ViewerIn()
    use: Annotated[list[Signal] | None, Field(max_length=20, description="Narrows what is consented to.")] = None


class PointOut(TypedDict):
    """A place on the plane of perceived mood."""

    valence: Annotated[float, Field(ge=-1, le=1, examples=[-0.6])]
    arousal: Annotated[float, Field(ge=-1, le=1, examples=[-0.5])]


class PlaylistReasonOut(TypedDict):
    """Why this list, in one or two sentences."""

    text: Annotated[str, Field(examples=["지친다고 하셔서, 그 기분에 가까운 곡에서 시작해 조금씩 밝아지게 이었어요."])]
    locale: Annotated[str, Field(examples=["ko-KR"])]
    strength: Strength


class TrackOut(TypedDict):
    """A track of the list, in playing order."""

    item_id: Annotated[str, Field(examples=["t001"])]
    title: str
    creator: str
    category: str
    valence: Annotated[float, Field(ge=-1, le=1)]
    arousal: Annotated[float, Field(ge=-1, le=1)]
    tempo: Annotated[float | None, Field(description="Beats per minute, where known.")]
    duration_seconds: float | None
    is_new: Annotated[bool, Field(description="New to the listener, as far as may be known.")]
    reason: Annotated[ReasonOut | None, Field(description="From what the listener chose before; never of a mood.")]


class TrajectoryOut(TypedDict):
    """The way over the plane. `start` is null where it was only believed."""

    source: Annotated[StartSource, Field(description="Where the start comes from.")]
    start: PointOut | None
    points: tuple[PointOut, ...]
    end: PointOut | None
    minutes: Annotated[float, Field(description="Length of the list.")]
    is_measured: Annotated[bool, Field(description="False where a track without duration counts 3.5 minutes.")]


class PlaylistOut(TypedDict):
    """The list, the way it takes, and what it does not keep."""

    request_id: Annotated[str, Field(examples=["Jq0c1mYb3nT2hV8xKf5RwA"])]
    model: str
    strategy: Strategy
    seed: int
    intent: Intent
    title: Annotated[str, Field(examples=["퇴근길, 천천히 밝아지는 노래"])]
    reason: PlaylistReasonOut | None
    message: MessageOut | None
    tracks: tuple[TrackOut, ...]
    trajectory: TrajectoryOut
    unmet: Annotated[tuple[Unmet, ...], Field(description="What could not be kept; the list is then the nearest.")]
