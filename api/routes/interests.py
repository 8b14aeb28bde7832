"""`GET /v1/users/{id}/interests`: what the lists of a person are drawn towards, and what they switched off."""

from fastapi import APIRouter

from api.deps import ServicesDep, ShopDep, UserDep
from api.routing import problems
from api.schemas.people import InterestOut, InterestsOut
from explain.slots import may_be_spoken
from recsys.state.interests import interests_of

router = APIRouter(tags=["people"])


@router.get("/v1/users/{user_id}/interests", responses=problems())
def read_interests(user_id: UserDep, shop: ShopDep, services: ServicesDep) -> InterestsOut:
    """Read off what the person consents to. Edited by `preference` events: `interest_off`, `interest_on`.

    Sensitive themes are never inferred aloud; one the person switched off themselves is told back to them.
    """
    model = shop.model()
    state = services.states.known(shop.name, user_id, model).state
    found = interests_of(state, model.engine.catalogue)
    interests: list[InterestOut] = [
        {"value": one.value, "kind": one.kind, "share": one.share} for one in found if may_be_spoken(one.value)
    ]
    return {"interests": interests, "off": list(state.interests_off)}
