"""`POST /v1/mood`: what a line says of a mood."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from api.schemas.fields import Body, CareOut, Shop
from recsys.mood.types import Need

WRITTEN: dict[str, Any] = {"text": "오늘은 좀 지쳐서 조용히 있고 싶어요", "locale": "ko-KR"}


class MoodTextIn(Body):
    """A line somebody wrote about how they are."""

    model_config = ConfigDict(json_schema_extra={"examples": [WRITTEN]})

    text: Annotated[str, Field(max_length=2_000, description="Read and let go: nothing of it is kept.")]
    locale: Annotated[str, Field(max_length=35)] = "ko-KR"
    shop: Shop = None


class MoodTextOut(TypedDict):
    """What the line says. All null beside a help card: such a line is not scored."""

    valence: Annotated[float | None, Field(ge=-1, le=1, examples=[-0.45])]
    arousal: Annotated[float | None, Field(ge=-1, le=1, examples=[-0.4])]
    confidence: Annotated[float | None, Field(ge=0, le=1, examples=[0.7])]
    needs: Annotated[tuple[Need, ...], Field(description="What a list could do.", examples=[["comfort", "calm"]])]
    care: Annotated[CareOut | None, Field(description="The fixed help card, where somebody may be in danger.")]
