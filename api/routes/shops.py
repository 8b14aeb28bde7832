"""`GET /v1/shops`: the shops of this server, for the page."""

from fastapi import APIRouter, Request
from typing_extensions import TypedDict

from api.deps import ALLOWED_SHOPS, ServicesDep
from api.routing import problems
from api.security import opens
from api.shops import Shop
from recsys.dataset.demo.config import PERSONAS

router = APIRouter(tags=["vocabulary"])

NAMES = {"bookshop": ("책방", "Bookshop"), "music": ("음악 서가", "Music shelf"), "default": ("우리 가게", "Our shop")}


class PersonaOut(TypedDict):
    """A simulated shopper of the demo."""

    user_id: str
    ko: str
    en: str


class ShopOut(TypedDict):
    """A shop, and whether what happened in it was simulated."""

    id: str
    name_ko: str
    name_en: str
    kind: str
    simulated: bool
    is_default: bool
    items: int
    model: str
    personas: list[PersonaOut]


class ShopsOut(TypedDict):
    """The shops that this key opens."""

    shops: list[ShopOut]


@router.get("/v1/shops", responses=problems())
async def read_shops(request: Request, services: ServicesDep) -> ShopsOut:
    """The shops there are; simulated ones have their invented shoppers."""
    opened: frozenset[str] | None = request.scope.get(ALLOWED_SHOPS)
    shown = [shop for name, shop in services.shops.items() if opened is None or opens(opened, name)]
    return {"shops": [_told(shop, services.default_shop) for shop in shown]}


def _told(shop: Shop, default: str) -> ShopOut:
    model = shop.model()
    korean, english = NAMES.get(shop.name, (shop.name, shop.name))
    simulated = bool(model.about.get("simulated", False))
    people: list[PersonaOut] = [{"user_id": p.user_id, "ko": p.korean, "en": p.english} for p in PERSONAS]
    return {
        "id": shop.name,
        "name_ko": korean,
        "name_en": english,
        "kind": str(model.about.get("kind") or "goods"),
        "simulated": simulated,
        "is_default": shop.name == default,
        "items": len(model.engine.catalogue),
        "model": model.engine.model_id,
        "personas": people if simulated else [],
    }
