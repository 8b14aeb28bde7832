"""`PUT /v1/items` and `GET /v1/items/{id}/similar`."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from api.schemas.fields import Body, Identifier, Label, Shop
from recsys.types import Kind

MOST_ITEMS = 5_000
Text = Annotated[str, Field(max_length=2_000)]
Unit = Annotated[float, Field(ge=-1, le=1)]
NEW_ITEM: dict[str, Any] = {
    "item_id": "b900",
    "kind": "book",
    "title": "새로 들어온 책",
    "creator": "한강",
    "tags": ["위로"],
}
SOLD_OUT: dict[str, Any] = {"item_id": "b012", "available": False}


class ItemIn(Body):
    """An item. Fields that are not given keep what is known of it; for a new item they are empty."""

    item_id: Identifier
    kind: Kind | None = None
    title: Text | None = None
    title_ko: Text | None = None
    title_en: Text | None = None
    reading: Text | None = None
    creator: Text | None = None
    series: Text | None = None
    series_index: Annotated[float | None, Field(ge=0)] = None
    category: Text | None = None
    tags: Annotated[tuple[Label, ...] | None, Field(max_length=100)] = None
    description: Text | None = None
    language: Label | None = None
    released: Label | None = None
    work_id: Identifier | None = None
    format: Label | None = None
    age_limit: Annotated[int | None, Field(ge=0, le=150, description="19: for verified adults only.")] = None
    available: bool | None = None
    price: Annotated[float | None, Field(ge=0)] = None
    duration_seconds: Annotated[float | None, Field(ge=0)] = None
    valence: Unit | None = None
    arousal: Unit | None = None
    tempo: Annotated[float | None, Field(ge=0)] = None
    cautions: Annotated[tuple[Label, ...] | None, Field(max_length=100)] = None
    extra: Annotated[dict[str, Text] | None, Field(max_length=50, description="Further columns: publisher, url...")] = (
        None
    )


class ItemsIn(Body):
    """Items to add or change, all or none."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [NEW_ITEM, SOLD_OUT]}]})

    items: Annotated[list[ItemIn], Field(min_length=1, max_length=MOST_ITEMS)]
    shop: Shop = None


class ItemsOut(TypedDict):
    """What became of them."""

    stored: Annotated[int, Field(examples=[2])]
    items: Annotated[int, Field(description="Items in the catalogue now.", examples=[301])]


class SharedOut(TypedDict):
    """What both items have."""

    field: Literal["creator", "series", "category", "tag"]
    value: str


class SimilarItemOut(TypedDict):
    """An item that goes with the one asked about."""

    item_id: str
    rank: Annotated[int, Field(ge=1)]
    score: float
    title: str
    creator: str
    kind: Kind
    category: str
    series: str
    shared: list[SharedOut]


class SimilarOut(TypedDict):
    """Items most carried by one item alone. Nobody's history takes part."""

    item_id: str
    model: str
    items: list[SimilarItemOut]
